import type { ReplicationSeries } from '../../sim/measure/replication.ts';
import type { LogEntry } from '../log-entry.ts';

/** One replication as it can be stepped through: what was decided, and the columns from which its state at any instant follows. Instants in milliseconds since `clock.start`. */
export interface Play {
  readonly seed: number;
  /** 16 digits over every decision. */
  readonly hash: string;
  readonly horizon: number;
  readonly end: number;
  /** In order. */
  readonly entries: readonly LogEntry[];
  /** Up to here decisions are told: the end, or less where there are too many for a page. */
  readonly toldUntil: number;
  readonly jobs: PlayedJobs;
  readonly instances: PlayedInstances;
  readonly faults: readonly PlayedFault[];
  /** How many jobs an instance can have. */
  readonly capacity: number;
  /** For a chart of the whole. */
  readonly series: ReplicationSeries;
}

/** One row a job, in order of arrival; NaN where it never got that far. */
export interface PlayedJobs {
  readonly count: number;
  readonly arrivalAt: Float64Array;
  readonly startedAt: Float64Array;
  readonly endedAt: Float64Array;
}

/** One row an instance, in order of request; NaN where it never got that far. */
export interface PlayedInstances {
  readonly count: number;
  readonly requestedAt: Float64Array;
  readonly readyAt: Float64Array;
  readonly removedAt: Float64Array;
  readonly goneAt: Float64Array;
  /** Why it went, in the words of results. */
  readonly reason: readonly string[];
}

/** A fault of the scenario. */
export interface PlayedFault {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}
