import { withoutZeroParts } from '../../core/text/without-zero-parts.ts';

const nanosecondsOf: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3, // U+00B5, the micro sign
  μs: 1e3, // U+03BC, the Greek letter
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const nanosecondsInMs = 1e6;
const maxNanoseconds = 2 ** 63;
const whole = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/**
 * Reads a duration as Go does: `20m0s`, `1.5h`, `-3s`, `0`. Gives integer milliseconds, rounded; a span that is not zero never becomes zero, since zero
 * means "use the default" for many keys. Gives null for what is not a duration, or does not fit Go's 64 bits.
 *
 * @remarks Source: Go's `time.ParseDuration`.
 */
export function parseGoDuration(text: string): number | null {
  if (text === '0' || text === '+0' || text === '-0') return 0;
  if (!whole.test(text)) return null;
  let nanoseconds = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(part)) nanoseconds += Number(amount) * (nanosecondsOf[unit] ?? 0);
  if (nanoseconds >= maxNanoseconds) return null;
  return nanosecondsToMs(text.startsWith('-') ? -nanoseconds : nanoseconds);
}

/** Rounds nanoseconds to integer milliseconds, away from zero below half a millisecond. */
export function nanosecondsToMs(nanoseconds: number): number {
  if (nanoseconds === 0) return 0;
  const ms = Math.round(Math.abs(nanoseconds) / nanosecondsInMs);
  return Math.sign(nanoseconds) * Math.max(1, ms);
}

/** Writes integer milliseconds as a person would: `20m`, `24h`, `1h30m`, `1.5s`. Go reads it back. */
export function shortGoDuration(ms: number): string {
  return withoutZeroParts(formatGoDuration(ms));
}

/**
 * Writes integer milliseconds as Go prints them: `20m0s`, `24h0m0s`, `1.5s`, `250ms`, `0s`.
 *
 * @remarks Source: Go's `time.Duration.String`.
 */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return '0s';
  const sign = ms < 0 ? '-' : '';
  const span = Math.abs(ms);
  if (span < 1000) return `${sign}${span}ms`;
  const hours = Math.floor(span / 3_600_000);
  const minutes = Math.floor(span / 60_000) % 60;
  const seconds = `${String((span % 60_000) / 1000)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}
