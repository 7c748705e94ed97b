import type { WorkloadStream } from '../sim/scenario/workload-stream.ts';

const minuteMs = 60_000;

/** Most jobs that the streams bring in a minute, as far as it can be told before a run: all rates at their peak, and the largest crowd. Traces are left out. */
export function peakArrivalsPerMinute(streams: readonly WorkloadStream[]): number {
  const steady = streams.reduce((sum, stream) => sum + steadyPerMinute(stream), 0);
  const crowds = streams.map((stream) => (stream.type === 'burst' ? stream.jobs / Math.max(1, stream.overMs / minuteMs) : 0));
  return steady + Math.max(0, ...crowds);
}

function steadyPerMinute(stream: WorkloadStream): number {
  switch (stream.type) {
    case 'poisson':
      return stream.jobsPerHour / 60;
    case 'profile':
      return (stream.peakJobsPerHour * Math.max(...stream.byHour) * Math.max(...stream.byWeekday)) / 60;
    case 'closed':
    case 'burst':
    case 'trace':
      return 0;
  }
}
