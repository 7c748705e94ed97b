import type { ScenarioFault } from '../scenario/scenario-fault.ts';

/** A span of simulated time in milliseconds, its end left out. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Whether an instant lies in one of the intervals. NaN never does. */
export function within(at: number, intervals: readonly Interval[]): boolean {
  for (const interval of intervals) if (at >= interval.from && at < interval.to) return true;
  return false;
}

/** Milliseconds of `[from, to)` that lie in the interval. */
export function overlap(from: number, to: number, interval: Interval): number {
  return Math.max(0, Math.min(to, interval.to) - Math.max(from, interval.from));
}

/** What objectives with `after: fault` look at: from the end of each fault until the next one begins, or until the horizon. */
export function intervalsAfterFaults(faults: readonly ScenarioFault[], horizon: number): Interval[] {
  const intervals: Interval[] = [];
  for (const fault of faults) {
    const from = fault.atMs + fault.forMs;
    let to = horizon;
    for (const other of faults) if (other.atMs >= from && other !== fault && other.atMs < to) to = other.atMs;
    const hidden = faults.some((other) => other !== fault && other.atMs <= from && other.atMs + other.forMs > from);
    if (!hidden && from < to && intervals.every((known) => known.from !== from)) intervals.push({ from, to });
  }
  return intervals;
}
