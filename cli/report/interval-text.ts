import { figureText } from '../../sim/text/figure-text.ts';

/** A figure with the ends of its interval, as results carry them. */
export interface Bounded {
  readonly unit: string;
  readonly lo: number | null;
  readonly hi: number | null;
}

/** The 95 % interval in words: `33m42s to 38m53s`; empty where there is none, or where it has no width. No metric is negative, whatever Student says of few replications. */
export function intervalText({ lo, hi, unit }: Bounded): string {
  return lo === null || hi === null || lo === hi ? '' : `${figureText(Math.max(0, lo), unit)} to ${figureText(hi, unit)}`;
}
