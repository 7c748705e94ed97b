import { intervalEnds } from '../../sim/text/interval-ends.ts';

/** A figure with the ends of its interval, as results carry them. */
export interface Bounded {
  readonly unit: string;
  readonly lo: number | null;
  readonly hi: number | null;
}

/** The 95 % interval in words: `33m42s to 38m53s`; empty where there is none, or where it has no width. */
export function intervalText(bounded: Bounded): string {
  const ends = intervalEnds(bounded);
  return ends === null ? '' : `${ends[0]} to ${ends[1]}`;
}
