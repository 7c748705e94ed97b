import type { Finding } from '../../core/finding.ts';
import { ConfigSource } from './config-source.ts';
import { isPlaceholder } from './is-placeholder.ts';
import type { KeyPath } from './key-path.ts';
import { isSecretName } from './mask-secrets.ts';
import { parseToml } from './parse-toml.ts';
import { isTable } from './read-table.ts';

/** V14: a configuration written inside a scenario must not carry a secret, since scenarios are shared. Placeholders such as `<token>` and `$TOKEN` are allowed. */
export function checkInlineSecrets(text: string, file: string): readonly Finding[] {
  const source = new ConfigSource(text, file);
  const { tree } = parseToml(text, source);
  return literalSecrets(tree, []).map((path) => {
    const message = `${String(path.findLast((segment) => typeof segment === 'string'))} holds a literal secret inside a scenario`;
    return source.finding({
      severity: 'error',
      rule: 'V14',
      message,
      path,
      at: 'key',
      hint: 'write a placeholder such as "<token>": a simulation needs no secret',
    });
  });
}

function literalSecrets(value: unknown, path: KeyPath): readonly KeyPath[] {
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap((item, index) => literalSecrets(item, [...path, index]));
  if (isTable(value)) return Object.entries(value).flatMap(([name, inner]) => literalSecrets(inner, [...path, name]));
  const name = path.findLast((segment) => typeof segment === 'string') ?? '';
  return typeof value === 'string' && isSecretName(name) && name !== 'environment' && !isPlaceholder(value) ? [path] : [];
}
