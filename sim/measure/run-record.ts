import type { Cause } from './cause.ts';
import type { ErrorKind } from './error-kind.ts';

/** How a simulated job ended, as a number in `JobColumns.outcome`. */
export const jobOutcomes = [
  'unfinished',
  'success',
  'script-failure',
  'system-failure',
  'timeout',
  'canceled',
  'interrupted',
  'acquire-timeout',
  'configuration-error',
] as const;
export type JobOutcomeName = (typeof jobOutcomes)[number];

/** One row a job, in order of arrival; instants in milliseconds since `clock.start`, NaN where the job never got that far. */
export interface JobColumns {
  readonly count: number;
  readonly arrivalAt: Float64Array;
  /** A job request brought the job. */
  readonly receivedAt: Float64Array;
  /** The first stage started on the instance. */
  readonly startedAt: Float64Array;
  readonly endedAt: Float64Array;
  /** Index into `jobOutcomes`. */
  readonly outcome: Uint8Array;
  /** 1 where the job's first instance became ready only after the job's arrival and for no other job before. */
  readonly cold: Uint8Array;
}

/** One row an instance, in order of request; instants as above. */
export interface InstanceColumns {
  readonly count: number;
  /** The fleet accepted its request: paid from here (a host: from its allocation). */
  readonly requestedAt: Float64Array;
  readonly readyAt: Float64Array;
  /** The core decided that it goes; NaN when it vanished by itself or stayed. */
  readonly removedAt: Float64Array;
  /** The fleet no longer has it, NaN while it has. */
  readonly goneAt: Float64Array;
  readonly billedFrom: Float64Array;
  readonly billedTo: Float64Array;
  readonly useCount: Uint32Array;
  /** Index into `goneReasons`. */
  readonly reason: Uint8Array;
  /** 1 where it is a spot instance, whose price has the factor of the scenario. */
  readonly spot: Uint8Array;
}

/** One row an allocation of a dedicated host: what is paid in place of the instances on it. */
export interface HostColumns {
  readonly count: number;
  readonly allocatedAt: Float64Array;
  /** NaN while it is held. */
  readonly releasedAt: Float64Array;
}

/** Why an instance is gone: the core's removal reasons, and what happened without it. */
export const goneReasons = [
  'present',
  'idle',
  'use-count',
  'unhealthy',
  'ready-up-failed',
  'pre-existing',
  'restored-with-jobs',
  'interrupted',
  'shutdown',
  'vanished',
  'create-failed',
] as const;

/** Quantities whose value over time is integrated; the unit of an integral is value × milliseconds. */
export const levels = [
  'queued',
  'delivering',
  'pending',
  'preparing',
  'running',
  'instances',
  'requested',
  'booting',
  'ready',
  'deleting',
  'recycling',
  'slotsBusy',
  'slotsIdle',
] as const;
export type Level = (typeof levels)[number];

/** What one replication leaves: everything that metrics, objectives, reports and tests are computed from. */
export interface RunRecord {
  readonly seed: number;
  /** Arrivals stop here; `warmup` to `horizon` is what time averages and money count. */
  readonly warmup: number;
  readonly horizon: number;
  /** Instant of the last event of the drained run. */
  readonly end: number;
  readonly complete: boolean;
  /** 16 hexadecimal digits over every decision. */
  readonly hash: string;
  readonly steps: number;
  readonly jobs: JobColumns;
  readonly instances: InstanceColumns;
  /** null where instances run on no hosts of their own. */
  readonly hosts: HostColumns | null;
  /** Integrals from warmup to horizon. */
  readonly area: Readonly<Record<Level, number>>;
  /** Integrals over the whole run, for conservation and Little's law. */
  readonly areaTotal: Readonly<Record<Level, number>>;
  /** Milliseconds from warmup to horizon with exactly k slots busy, at index k. */
  readonly busySlots: Float64Array;
  /** Mean number of queued jobs that an arrival in the window found. */
  readonly queueAtArrival: { readonly sum: number; readonly count: number };
  readonly peak: { readonly instances: number; readonly slotsBusy: number; readonly queued: number };
  /** Waiting job-milliseconds by cause, of jobs that arrived in the window. */
  readonly why: Readonly<Record<Cause, number>>;
  /** Calls of the fleet's interface and how many were refused by its rate limit. */
  readonly api: { readonly calls: number; readonly throttled: number; readonly failed: number };
  /** Failures by kind; a kind that never came up has no entry. */
  readonly errors: Readonly<Partial<Record<ErrorKind, number>>>;
  /** Milliseconds from the end of each fault until no job waited longer than a minute again; NaN when never. */
  readonly recovery: readonly number[];
  /** Instances that the fleet still had, and the core no longer knew, at the end. */
  readonly leaked: number;
  readonly series: RunSeries;
}

/** Levels averaged over equal steps from 0 to horizon, for sparklines and charts. */
export interface RunSeries {
  readonly step: number;
  readonly levels: Readonly<Record<Level, Float64Array>>;
}
