import type { Interval } from '../interval.ts';
import type { RunSpans } from './run-spans.ts';

const hourMs = 3_600_000;

/**
 * Hours of instances, within the window, that no fleet can do without that runs these jobs at these times, whatever it knows beforehand.
 *
 * Proof that it is a lower bound: let k(t) be the number of these jobs that run at the instant t. Each runs in a slot of an instance that exists and is paid for at
 * t, and an instance has at most C slots; so at least ⌈k(t) / C⌉ instances are paid for at t. The integral of ⌈k / C⌉ over the window is therefore at most the
 * integral of the number of paid instances, which is `billed.hours`. Boots, idling, deletions and minimum billing only add to the latter. A fleet that knew all
 * arrivals and durations could boot each instance before its first job and let it go with its last, and would still pay this.
 *
 * @param slotsPerInstance C: the most jobs that an instance runs at once.
 */
export function clairvoyantHours({ count, startedAt, endedAt }: RunSpans, slotsPerInstance: number, { from, to }: Interval): number {
  const starts = startedAt.slice(0, count).sort();
  const ends = endedAt.slice(0, count).sort();
  let [start, end, running, since, paidMs] = [0, 0, 0, from, 0];
  while (end < count) {
    const isStart = start < count && (starts[start] as number) < (ends[end] as number);
    const at = isStart ? (starts[start] as number) : (ends[end] as number);
    const until = Math.max(from, Math.min(to, at));
    paidMs += Math.ceil(running / slotsPerInstance) * (until - since);
    since = until;
    running += isStart ? 1 : -1;
    if (isStart) start++;
    else end++;
  }
  return paidMs / hourMs;
}
