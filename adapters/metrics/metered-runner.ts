/** A runner as its metrics name it, in the order of the manager's runners. */
export interface MeteredRunner {
  /** The short form of its token. */
  readonly token: string;
  readonly name: string;
  readonly systemId: string;
  /** Histogram buckets in seconds as configured; empty where the built-in ones hold. */
  readonly buckets: InstanceBuckets;
  /** The table `[[runners.monitoring.job_queuing_durations]]`. */
  readonly queuingThresholds: readonly QueuingThreshold[];
  /** FF_EXPORT_HIGH_CARDINALITY_METRICS: one series a stage of a job. */
  readonly exportsStages: boolean;
}

/** Buckets of the histograms over instances. */
export interface InstanceBuckets {
  readonly creation: readonly number[];
  readonly isRunning: readonly number[];
  readonly deletion: readonly number[];
  readonly readiness: readonly number[];
  readonly life: readonly number[];
}

/** How long a job may queue, and when that holds. */
export interface QueuingThreshold {
  /** Unix-cron expressions. */
  readonly periods: readonly string[];
  /** IANA name; empty for the system's zone. */
  readonly timezone: string;
  readonly thresholdMs: number;
  /** A regular expression on the number of the project's running jobs; empty for any. */
  readonly jobsRunningForProject: string;
}

/** The labels of a runner's series. */
export function runnerLabels({ token, name, systemId }: MeteredRunner): { runner: string; runner_name: string; system_id: string } {
  return { runner: token, runner_name: name, system_id: systemId };
}
