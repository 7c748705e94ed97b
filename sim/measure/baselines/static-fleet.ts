import type { Interval } from '../interval.ts';
import { spanStatistics } from '../span-statistics.ts';
import { FreeTimes } from './free-times.ts';
import type { RunSpans } from './run-spans.ts';

/** A fleet that never changes: its instances, and the 95th percentile of waiting on them in seconds. */
export interface StaticFleet {
  readonly instances: number;
  readonly waitP95: number;
}

/**
 * The smallest static fleet with which 95 in 100 jobs wait no longer than `waitP95` seconds: its instances are all there all the time, and the first free slot takes
 * the job that came first, at once. That is the best a static fleet can do, since a dial or a poll would only add to its waits. More slots never make a job wait
 * longer there, so that halving finds the smallest number.
 *
 * @returns null where no job arrived in the window.
 */
export function smallestStaticFleet(spans: RunSpans, slotsPerInstance: number, window: Interval, waitP95: number): StaticFleet | null {
  let high = Math.max(1, Math.ceil(mostAtOnce(spans) / slotsPerInstance));
  let found = waitOn(spans, high * slotsPerInstance, window);
  if (found === null) return null;
  let low = 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const wait = waitOn(spans, middle * slotsPerInstance, window) as number;
    if (wait <= waitP95) [high, found] = [middle, wait];
    else low = middle;
  }
  return { instances: high, waitP95: found };
}

/** The most jobs that would run at once if each began when it arrived: with so many slots nobody waits. */
function mostAtOnce({ count, arrivalAt, startedAt, endedAt }: RunSpans): number {
  const ends = Float64Array.from({ length: count }, (_, job) => (arrivalAt[job] as number) + (endedAt[job] as number) - (startedAt[job] as number)).sort();
  let [end, running, most] = [0, 0, 0];
  for (let job = 0; job < count; job++) {
    while (end < count && (ends[end] as number) <= (arrivalAt[job] as number)) {
      end++;
      running--;
    }
    most = Math.max(most, ++running);
  }
  return most;
}

/** The 95th percentile of waiting in seconds where so many slots take jobs in the order of their arrival; null for no job. */
function waitOn({ count, arrivalAt, startedAt, endedAt }: RunSpans, slots: number, { from, to }: Interval): number | null {
  const free = new FreeTimes(slots);
  const waits = new Float64Array(count);
  let counted = 0;
  for (let job = 0; job < count; job++) {
    const arrival = arrivalAt[job] as number;
    const start = Math.max(arrival, free.earliest);
    free.takeUntil(start + (endedAt[job] as number) - (startedAt[job] as number));
    if (arrival >= from && arrival < to) waits[counted++] = start - arrival;
  }
  return spanStatistics(waits, counted).p95;
}
