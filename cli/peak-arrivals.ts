import type { TraceStream, WorkloadStream } from '../sim/scenario/workload-stream.ts';
import type { TraceRows } from '../sim/workload/trace/trace-rows.ts';

const minuteMs = 60_000;

/** Most jobs that the streams bring in a minute, as far as it can be told before a run: all rates at their peak, each trace's fullest minute, and the largest crowd. */
export function peakArrivalsPerMinute(streams: readonly WorkloadStream[], traces: Readonly<Record<string, TraceRows>>): number {
  const steady = streams.reduce((sum, stream) => sum + steadyPerMinute(stream, traces), 0);
  const crowds = streams.map((stream) => (stream.type === 'burst' ? stream.jobs / Math.max(1, stream.overMs / minuteMs) : 0));
  return steady + Math.max(0, ...crowds);
}

function steadyPerMinute(stream: WorkloadStream, traces: Readonly<Record<string, TraceRows>>): number {
  switch (stream.type) {
    case 'poisson':
      return stream.jobsPerHour / 60;
    case 'profile':
      return (stream.peakJobsPerHour * Math.max(...stream.byHour) * Math.max(...stream.byWeekday)) / 60;
    case 'trace':
      return stream.rate * fullestMinute(stream, traces[stream.file]);
    case 'closed':
    case 'burst':
      return 0;
  }
}

/** Most rows that a stream selects within any minute of its trace. */
function fullestMinute({ tags, fromMs, toMs }: TraceStream, rows: TraceRows | undefined): number {
  if (rows === undefined) return 0;
  const wanted = rows.tagSets.map((set) => tags.every((tag) => set.includes(tag)));
  const arrivals: number[] = [];
  for (let row = 0; row < rows.count; row++) {
    const arrival = rows.arrivalMs[row]!;
    if (arrival >= fromMs && arrival < (toMs ?? Number.POSITIVE_INFINITY) && wanted[rows.tagSet[row]!] === true) arrivals.push(arrival);
  }
  let fullest = 0;
  let first = 0;
  arrivals.forEach((arrival, row) => {
    while (arrivals[first]! <= arrival - minuteMs) first++;
    fullest = Math.max(fullest, row - first + 1);
  });
  return fullest;
}
