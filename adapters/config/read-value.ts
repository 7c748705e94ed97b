import { formatGoDuration, nanosecondsToMs, parseGoDuration } from './go-duration.ts';
import type { KeyPath } from './key-path.ts';
import type { NumberSpec, StringSpec } from './key-spec.ts';
import { maskedText } from './mask-secrets.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import type { Problem, Report } from './problem.ts';

/** What a reader of one value needs beside the value. */
export interface ValueContext {
  readonly path: KeyPath;
  readonly report: Report;
  /** Whether the number is written as a float. */
  readonly isFloat: (path: KeyPath) => boolean;
}

const longestQuote = 40;
const suspiciousNanoseconds = 1e6;

/** Reports a value of the wrong type. The value is quoted, unless it may be a secret. */
export function reportType(context: ValueContext, expected: string, value: unknown, hint = '', quote = true): void {
  const got = quote ? described(value) : typeName(value);
  context.report(problem(context, 'error', 'type', `expected ${expected}, got ${got}`, hint));
}

/** Reads a number by its specification: an integer, a float, a Go duration or a count of seconds. A value that is no good is reported and replaced by the default. */
export function readNumber(spec: NumberSpec, value: unknown, context: ValueContext): number {
  const number = spec.kind === 'duration' ? readDuration(value, context) : readPlainNumber(spec, value, context);
  if (number === null) return spec.default;
  if (spec.zeroIsDefault && number <= 0 && number >= Math.min(spec.min, 0)) return spec.default;
  if (number >= spec.min && number <= spec.max) return number;
  const name = String(context.path.at(-1));
  context.report(problem(context, 'error', 'range', `${name} must be ${rangeText(spec)}, got ${written(spec, number)}`, ''));
  return spec.default;
}

/** Reads one of the allowed strings. */
export function readString(spec: StringSpec, value: unknown, context: ValueContext): string {
  if (typeof value !== 'string') {
    reportType(context, 'a string', value, typeof value === 'number' || typeof value === 'boolean' ? `write "${value}"` : '');
    return spec.default;
  }
  if (spec.oneOf.length === 0 || spec.oneOf.includes(value)) return value;
  const named = spec.oneOf.filter((allowed) => allowed !== '');
  const nearest = nearestName(value, named);
  const hint = nearest === '' ? `one of ${named.join(', ')}` : `did you mean "${nearest}"?`;
  context.report(problem(context, 'error', 'value', `${String(context.path.at(-1))} cannot be ${described(value)}`, hint));
  return spec.default;
}

/** Reads a boolean, or null for a value that is none. */
export function readBool(value: unknown, context: ValueContext): boolean | null {
  if (typeof value === 'boolean') return value;
  const meant = String(value).toLowerCase();
  reportType(
    context,
    'true or false',
    value,
    ['true', '1', 'yes', 'on'].includes(meant) ? 'write true' : ['false', '0', 'no', 'off'].includes(meant) ? 'write false' : '',
  );
  return null;
}

/** The range of a number in words: `between 0 and 65535`, `0 or more`. Spans as Go writes them. */
export function rangeText(spec: NumberSpec): string {
  if (spec.min === Number.NEGATIVE_INFINITY) return spec.max === Number.POSITIVE_INFINITY ? '' : `${written(spec, spec.max)} or less`;
  return spec.max === Number.POSITIVE_INFINITY ? `${written(spec, spec.min)} or more` : `between ${written(spec, spec.min)} and ${written(spec, spec.max)}`;
}

function written(spec: NumberSpec, number: number): string {
  return spec.kind === 'duration' ? formatGoDuration(number) : String(number);
}

function readPlainNumber(spec: NumberSpec, value: unknown, context: ValueContext): number | null {
  const expected = spec.kind === 'float' ? 'a number' : spec.kind === 'seconds' ? 'a whole number of seconds' : 'a whole number';
  if (typeof value === 'bigint' || (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER && spec.kind !== 'float')) {
    context.report(problem(context, 'error', 'range', `${String(context.path.at(-1))} is too large`, ''));
    return null;
  }
  if (typeof value !== 'number' || Number.isNaN(value) || !Number.isFinite(value)) {
    reportType(context, expected, value, numberHint(spec, value));
    return null;
  }
  if (spec.kind === 'float') return value;
  if (!Number.isInteger(value) || context.isFloat(context.path)) {
    context.report(
      problem(context, 'error', 'type', `expected ${expected}, got a number with a decimal point or exponent`, `write ${String(Math.round(value))}`),
    );
    return null;
  }
  return spec.kind === 'seconds' ? value * 1000 : value;
}

function numberHint(spec: NumberSpec, value: unknown): string {
  if (typeof value !== 'string') return '';
  if (value.trim() !== '' && Number.isFinite(Number(value))) return `write ${value.trim()} without quotes`;
  const ms = spec.kind === 'seconds' ? parseGoDuration(value) : null;
  return ms !== null && ms % 1000 === 0 ? `write ${ms / 1000}` : '';
}

function readDuration(value: unknown, context: ValueContext): number | null {
  const expected = 'a duration such as "20m0s"';
  if (typeof value === 'bigint') return nanosecondsToMs(Number(value));
  if (typeof value === 'number' && Number.isInteger(value) && !context.isFloat(context.path)) {
    if (value !== 0 && Math.abs(value) < suspiciousNanoseconds) reportNanoseconds(value, context);
    return nanosecondsToMs(value);
  }
  const ms = typeof value === 'string' ? parseGoDuration(value) : null;
  if (ms === null) reportType(context, expected, value, durationHint(value));
  return ms;
}

function reportNanoseconds(value: number, context: ValueContext): void {
  const message = `${String(context.path.at(-1))} = ${value} means ${value} nanoseconds`;
  context.report(problem(context, 'warning', 'unit', message, `write "${value}s" for seconds or "${value}m" for minutes`));
}

function durationHint(value: unknown): string {
  if (typeof value === 'number') return `write "${value}m" for minutes or "${value}s" for seconds`;
  if (typeof value !== 'string') return '';
  const text = value.trim();
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return `write "${text}m" for minutes or "${text}s" for seconds`;
  const days = /^(\d+(?:\.\d+)?)\s*d(?:ays?)?$/.exec(text)?.[1];
  if (days !== undefined) return `Go durations have no days: write "${String(Number(days) * 24)}h"`;
  if (/^[+-]?(?:\d+(?:\.\d+)?[a-zµμ]+)+$/.test(text) && parseGoDuration(text.replace(/\d+/g, '1')) !== null)
    return 'a Go duration is at most 2562047h, 292 years';
  const meant = text
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/(\d)(h|m(?!s|il)|s)[a-z]*/g, '$1$2');
  return parseGoDuration(meant) === null ? 'units are ns, us, ms, s, m and h' : `write "${meant}"`;
}

function problem(context: ValueContext, severity: Problem['severity'], rule: string, message: string, hint: string): Problem {
  return { severity, rule, message, path: context.path, at: 'value', hint };
}

function described(value: unknown): string {
  if (typeof value === 'string') {
    const shown = maskedText(value).replace(/\s+/g, ' ');
    return JSON.stringify(shown.length > longestQuote ? `${shown.slice(0, longestQuote)}…` : shown);
  }
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : typeName(value);
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Date) return 'a date';
  if (typeof value === 'object') return 'a table';
  return typeof value === 'string' ? 'a string' : typeof value === 'boolean' ? 'a boolean' : 'a number';
}
