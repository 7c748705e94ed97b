import { exp } from '../random/exp.ts';
import { log } from '../random/log.ts';

/** Between which values, in milliseconds, a span of time is sought. */
export interface FitBounds {
  readonly lowMs: number;
  readonly highMs: number;
}

/** What is sought, and where. */
export interface SpanSearch {
  readonly bounds: FitBounds;
  /** Where the distance differs by less than this over the whole of the bounds, no closer look is taken. */
  readonly worthwhile: number;
}

/** The value that fits best, in milliseconds. */
export interface FittedSpan {
  readonly valueMs: number;
  readonly distance: number;
  /** How much the distance differs over the whole of the bounds: little where the waits do not show this span. */
  readonly range: number;
}

/** Values tried over the whole of the bounds, before the best of them is looked at closely. */
const coarseSteps = 11;
const closerSteps = 9;
/** Spans far below this are alike; steps between them would be lost. */
const smallestMs = 100;
const goldenShare = 0.381966011250105;

/**
 * Finds the span within its bounds at which a distance is least: first by even steps of its logarithm, since there may be more than one valley, then by golden
 * sections beside the best of them. The same distances lead to the same value; equal ones to the smallest.
 */
export function fitSpan(distanceAt: (valueMs: number) => number, { bounds: { lowMs, highMs }, worthwhile }: SpanSearch): FittedSpan {
  const known = new Map<number, number>();
  const [from, to] = [log(lowMs + smallestMs), log(highMs + smallestMs)];
  const valueAt = (share: number): number => Math.min(highMs, Math.max(lowMs, rounded(exp(from + (to - from) * share) - smallestMs)));
  const distance = (share: number): number => {
    const value = valueAt(share);
    const found = known.get(value) ?? distanceAt(value);
    known.set(value, found);
    return found;
  };
  const coarse = Array.from({ length: coarseSteps }, (_, step) => distance(step / (coarseSteps - 1)));
  const range = Math.max(...coarse) - Math.min(...coarse);
  const best = coarse.indexOf(Math.min(...coarse));
  if (range >= worthwhile) narrow(distance, Math.max(0, best - 1) / (coarseSteps - 1), Math.min(coarseSteps - 1, best + 1) / (coarseSteps - 1));
  const [valueMs, least] = [...known].reduce((one, other) => (other[1] < one[1] || (other[1] === one[1] && other[0] < one[0]) ? other : one));
  return { valueMs, distance: least, range };
}

function narrow(distance: (share: number) => number, low: number, high: number): void {
  let [left, right] = [low, high];
  let one = left + goldenShare * (right - left);
  let other = right - goldenShare * (right - left);
  for (let step = 0; step < closerSteps; step++) {
    if (distance(one) <= distance(other)) {
      [right, other] = [other, one];
      one = left + goldenShare * (right - left);
    } else {
      [left, one] = [one, other];
      other = right - goldenShare * (right - left);
    }
  }
}

/** To what a reader would write: whole seconds from ten on, tenths from one on, hundredths below. */
function rounded(ms: number): number {
  const grain = ms >= 10_000 ? 1000 : ms >= 1000 ? 100 : 10;
  return Math.round(ms / grain) * grain;
}
