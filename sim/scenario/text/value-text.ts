/** A value of a scenario file as the file would write it, in flow style on one line: `{ p50: 8m, p95: 20m }`. Keys without a value are left out. */
export function valueText(value: unknown): string {
  if (value === null) return 'no limit';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{ ${entries.map(([key, inner]) => `${key}: ${valueText(inner)}`).join(', ')} }`;
}
