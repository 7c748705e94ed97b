import type { Result } from './result.ts';

/** Levels of nesting that get lines of their own; what lies deeper stays on one line, so that series do not stretch the file. */
const openLevels = 2;

/** The bytes of a result file: keys in a fixed order, one metric, objective and cause a line, a line feed at the end. */
export function resultText(result: Result): string {
  return `${render(result, 0)}\n`;
}

function render(value: unknown, level: number): string {
  if (level === openLevels || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const indent = '  '.repeat(level + 1);
  const [open, close, lines] = Array.isArray(value)
    ? ['[', ']', value.map((item: unknown) => render(item, level + 1))]
    : ['{', '}', Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${render(item, level + 1)}`)];
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map((line) => indent + line).join(',\n')}\n${'  '.repeat(level)}${close}`;
}
