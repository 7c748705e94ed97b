import type { LogLevel } from './log-level.ts';

/** What a line says besides its message, by name. */
export type LogFields = Readonly<Record<string, unknown>>;

/** One line of the log before it has a form. */
export interface LogLine {
  /** RFC 3339. */
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
}

/** The fields by name, in the order of their names, as text. */
export function fieldTexts(fields: LogFields): readonly (readonly [string, string])[] {
  return Object.keys(fields)
    .sort()
    .map((name) => [name, valueText(fields[name])] as const);
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
