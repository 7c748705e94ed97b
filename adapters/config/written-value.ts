import { shortGoDuration } from './go-duration.ts';
import { camelCase, type Fields, type KeySpec } from './key-spec.ts';
import { maskedText } from './mask-secrets.ts';
import { tomlValue } from './toml-value.ts';

const longest = 80;
const sealed = '[sealed]';
/** Commands of the user's own: nobody knows what they hold. */
const commands = /_(?:script|command)$/;

/** The value of a key, as it would be written in the file, on one line and cut where it is long. What is or may hold a secret is sealed. */
export function writtenValue(name: string, spec: KeySpec, value: unknown): string {
  const text = written(name, spec, value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function written(name: string, spec: KeySpec, value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (commands.test(name) && value !== '') return sealed;
  switch (spec.kind) {
    case 'secret':
    case 'secrets':
    case 'opaque':
      return sealed;
    case 'duration':
      return shortGoDuration(value as number);
    case 'seconds':
      return String((value as number) / 1000);
    case 'floats':
      return `[${(value as readonly number[]).join(', ')}]`;
    case 'string':
      return tomlValue(maskedText(value as string));
    case 'strings':
      return tomlValue((value as readonly string[]).map(maskedText));
    case 'int':
    case 'float':
    case 'bool':
    case 'optional-bool':
    case 'date':
    case 'flags':
      return tomlValue(value as number | boolean | Date | Readonly<Record<string, boolean>>);
    case 'table':
    case 'optional-table':
      return table(spec.fields, value as Readonly<Record<string, unknown>>);
    case 'tables':
      return `[${(value as readonly Readonly<Record<string, unknown>>[]).map((item) => table(spec.fields, item)).join(', ')}]`;
    case 'foreign':
      return 'read past';
  }
}

/** The keys of a table that are not what they are without being written. */
function table(fields: Fields, value: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(fields)
    .filter(([, spec]) => spec.kind !== 'foreign')
    .map(([name, spec]) => ({ name, spec, inner: value[camelCase(name)] }))
    .filter(({ name, spec, inner }) => inner !== null && !('default' in spec && written(name, spec, inner) === written(name, spec, spec.default)))
    .map(({ name, spec, inner }) => `${name} = ${written(name, spec, inner)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}
