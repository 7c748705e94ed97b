import { figureText } from './figure-text.ts';

/**
 * The ends of a 95 % interval in text: no metric is negative and no share is above one, whatever Student says of few replications. null where there is no interval, or
 * none that says something.
 */
export function intervalEnds({
  lo,
  hi,
  unit,
}: {
  readonly lo: number | null;
  readonly hi: number | null;
  readonly unit: string;
}): readonly [string, string] | null {
  if (lo === null || hi === null || lo === hi) return null;
  return [figureText(Math.max(0, lo), unit), figureText(unit === 'share' ? Math.min(1, hi) : hi, unit)];
}
