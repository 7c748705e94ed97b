import type { ScenarioClock } from '../scenario/scenario.ts';
import type { PoissonStream, ProfileStream } from '../scenario/workload-stream.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 1970-01-01 was a Thursday, Monday being 0. */
const weekdayOfEpoch = 3;

/** A span in which jobs arrive at a constant rate. */
export interface RateSegment {
  readonly from: number;
  readonly to: number;
  readonly jobsPerMs: number;
}

/** The arrival rate of a stream over the horizon, cut where the hour on the wall changes. */
export function rateSegments(stream: PoissonStream | ProfileStream, clock: ScenarioClock, horizon: number): RateSegment[] {
  if (stream.type === 'poisson') return [{ from: 0, to: horizon, jobsPerMs: stream.jobsPerHour / hourMs }];
  const segments: RateSegment[] = [];
  const offsets = clock.utcOffsets;
  let offsetIndex = 0;
  for (let from = 0; from < horizon;) {
    while (offsetIndex + 1 < offsets.length && (offsets[offsetIndex + 1]?.atMs ?? horizon) <= from) offsetIndex++;
    const wall = clock.startEpochMs + from + (offsets[offsetIndex]?.offsetMs ?? 0);
    const hourEnds = from + hourMs - modulo(wall, hourMs);
    const to = Math.min(hourEnds, horizon, offsets[offsetIndex + 1]?.atMs ?? horizon);
    const hour = Math.floor(modulo(wall, dayMs) / hourMs);
    const weekday = modulo(Math.floor(wall / dayMs) + weekdayOfEpoch, 7);
    const factor = (stream.byHour[hour] ?? 0) * (stream.byWeekday[weekday] ?? 1);
    segments.push({ from, to, jobsPerMs: (stream.peakJobsPerHour * factor) / hourMs });
    from = to;
  }
  return segments;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
