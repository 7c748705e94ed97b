import { isPlaceholder } from './is-placeholder.ts';
import type { KeyPath } from './key-path.ts';
import { isSecretName } from './mask-secrets.ts';
import { isTable } from './read-table.ts';

/** Where a part of a configuration holds a secret as it is. Placeholders such as `<token>` and `$TOKEN` are none, and variables of `environment` are taken for what they are. */
export function literalSecrets(value: unknown, path: KeyPath): readonly KeyPath[] {
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap((item, index) => literalSecrets(item, [...path, index]));
  if (isTable(value)) return Object.entries(value).flatMap(([name, inner]) => literalSecrets(inner, [...path, name]));
  const name = path.findLast((segment) => typeof segment === 'string') ?? '';
  return typeof value === 'string' && isSecretName(name) && name !== 'environment' && !isPlaceholder(value) ? [path] : [];
}
