import type { AutoscalerTable } from '../config/gitlab-runner-config.ts';
import type { ServedRunner } from '../config/to-manager-config.ts';
import { shortenToken } from '../logging/shorten-token.ts';
import type { InstanceBuckets, MeteredRunner } from './metered-runner.ts';

/** The runners of a configuration as their metrics name them. @param systemId the manager's identity, which all of them share. */
export function meteredRunners(runners: readonly ServedRunner[], systemId: string): MeteredRunner[] {
  return runners.map(({ name, table, autoscaler }) => ({
    token: shortenToken(table.token.reveal()),
    name,
    systemId,
    buckets: bucketsOf(autoscaler),
    queuingThresholds: table.monitoring.jobQueuingDurations.map(({ periods, timezone, threshold, jobsRunningForProject }) => ({
      periods,
      timezone,
      thresholdMs: threshold,
      jobsRunningForProject,
    })),
    exportsStages: table.featureFlags['FF_EXPORT_HIGH_CARDINALITY_METRICS'] ?? false,
  }));
}

/** The specific buckets fall back to those of all operations, save for the life of an instance. @remarks Source: semantics.md §1.4. */
function bucketsOf(autoscaler: AutoscalerTable): InstanceBuckets {
  const general = autoscaler.instanceOperationTimeBuckets;
  const or = (specific: readonly number[]): readonly number[] => (specific.length > 0 ? specific : general);
  return {
    creation: or(autoscaler.instanceCreationTimeBuckets),
    isRunning: or(autoscaler.instanceIsRunningTimeBuckets),
    deletion: or(autoscaler.instanceDeletionTimeBuckets),
    readiness: or(autoscaler.instanceReadinessTimeBuckets),
    life: autoscaler.instanceLifeDurationBuckets,
  };
}
