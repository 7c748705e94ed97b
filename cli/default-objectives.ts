import { shortGoDuration } from '../adapters/config/go-duration.ts';
import type { ServedRunner } from '../adapters/config/to-manager-config.ts';
import type { Objective } from '../sim/scenario/objective.ts';

/**
 * The objectives of a scenario that has none: what `[[runners.monitoring.job_queuing_durations]]` calls acceptable, of 95 in 100 jobs; the shortest
 * threshold where there are several, since a simulation has one figure for all hours.
 */
export function defaultObjectives(runners: readonly ServedRunner[]): readonly Objective[] {
  const thresholds = runners
    .flatMap(({ table }) => table.monitoring.jobQueuingDurations.map(({ threshold }) => threshold))
    .filter((threshold) => threshold > 0);
  if (thresholds.length === 0) return [];
  const threshold = Math.min(...thresholds);
  return [
    {
      expr: `queue.p95 <= ${shortGoDuration(threshold)}`,
      metric: 'queue.p95',
      op: '<=',
      value: threshold / 1000,
      unit: 'seconds',
      severity: 'error',
      after: null,
    },
  ];
}
