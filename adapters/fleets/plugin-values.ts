import { z } from 'zod';
import { nanosecondsToMs, parseGoDuration } from '../config/go-duration.ts';

/** A span of time as the rest of the file writes it: a Go duration, or nanoseconds as an integer. Not negative; milliseconds once read. */
const duration = z.union([z.string(), z.int()], { error: 'expected a duration such as "1m30s"' }).transform((value, context) => {
  const ms = typeof value === 'string' ? parseGoDuration(value) : nanosecondsToMs(value);
  if (ms !== null && ms >= 0) return ms;
  context.addIssue({ code: 'custom', message: ms === null ? 'expected a duration such as "1m30s"' : 'a duration cannot be negative' });
  return z.NEVER;
});

/** The range that a span is drawn from, uniformly, in milliseconds; both ends are the same for a fixed one. */
export interface Span {
  readonly minMs: number;
  readonly maxMs: number;
}

const spanError = 'expected a duration, or { min = "…", max = "…" }';

const span = z.union(
  [
    duration.transform((ms): Span => ({ minMs: ms, maxMs: ms })),
    z
      .strictObject({ min: duration, max: duration })
      .refine(({ min, max }) => min <= max, 'min is larger than max')
      .transform(({ min, max }): Span => ({ minMs: min, maxMs: max })),
  ],
  { error: spanError },
);

const unitBytes: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };
const sizeShape = /^(?<amount>\d+(?:\.\d+)?)(?<unit>[kmgt]?)(?:i?b)?$/i;

/** An amount of memory in Docker's notation (`512m`, `1.5GiB`) or in bytes; powers of 1024. */
const byteSize = z.union([z.string(), z.int()], { error: 'expected a size such as "512m"' }).transform((value, context) => {
  const groups = sizeShape.exec(String(value))?.groups;
  if (groups !== undefined) return Math.round(Number(groups['amount']) * unitBytes[groups['unit']!.toLowerCase()]!);
  context.addIssue({ code: 'custom', message: 'expected a size such as "512m"' });
  return z.NEVER;
});

/** A part of a whole, from 0 to 1. */
const share = z.number().min(0, 'a share is from 0 to 1').max(1, 'a share is from 0 to 1');

/** The values that tables of several plugins have in common. */
export const pluginValue = { duration, span, byteSize, share };
