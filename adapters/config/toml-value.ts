/** A value that is written into a configuration. A list holds texts, a map flags. */
export type WritableValue = string | number | boolean | Date | readonly string[] | Readonly<Record<string, boolean>>;

/** The value as TOML writes it, on one line. */
export function tomlValue(value: WritableValue): string {
  if (typeof value === 'string') return tomlString(value);
  if (value instanceof Date) return value.toISOString().replace('.000Z', 'Z');
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => tomlString(String(item))).join(', ')}]`;
  const pairs = Object.entries(value).map(([name, flag]) => `${/^[\w-]+$/.test(name) ? name : tomlString(name)} = ${flag}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** A basic string: JSON's escapes are TOML's, save for one control character that JSON leaves as it is. */
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
