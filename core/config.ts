import type { Ticks } from './time.ts';

/** A runner manager's configuration with every default filled in. Key by key that of `config.toml`, times in ticks. */
export interface ManagerConfig {
  /** Ticks in a second: the one thing that the core must know of the unit. */
  readonly second: Ticks;
  readonly concurrent: number;
  readonly checkInterval: Ticks;
  readonly shutdownTimeout: Ticks;
  readonly runners: readonly RunnerConfig[];
}

/** One `[[runners]]` table. */
export interface RunnerConfig {
  readonly name: string;
  /** 0 for no limit. */
  readonly limit: number;
  readonly requestConcurrency: number;
  /** FF_USE_ADAPTIVE_REQUEST_CONCURRENCY. */
  readonly adaptiveRequestConcurrency: boolean;
  readonly strictCheckInterval: boolean;
  readonly unhealthyRequestsLimit: number;
  readonly unhealthyInterval: Ticks;
  readonly autoscaler: AutoscalerConfig;
  readonly job: JobConfig;
}

/** What the job machine needs. */
export interface JobConfig {
  /** As in `ManagerConfig`. */
  readonly second: Ticks;
  /** 0 for the job's own time-out. */
  readonly prepareTimeout: Ticks;
  readonly instanceAcquireTimeout: Ticks;
  /** Longest time of a dial to an instance: `timeout` of connector_config. */
  readonly dialTimeout: Ticks;
  /** Longest time of a dial to a nested VM. */
  readonly vmDialTimeout: Ticks;
  readonly vmIsolation: boolean;
  /** Image of the nested VM when the job names none; empty for none. */
  readonly vmImage: string;
  /** The patterns as written, for messages. */
  readonly allowedImages: readonly string[];
}

/** `[runners.autoscaler]`, with what is known of its fleet. */
export interface AutoscalerConfig {
  readonly capacityPerInstance: number;
  /** 0 for no limit. */
  readonly maxUseCount: number;
  /** 0 for the group's own limit. */
  readonly maxInstances: number;
  /** The group's own limit. */
  readonly groupMaxSize: number;
  /** Whether a new instance must pass `prepare-instance`. Pre-existing ones always do. */
  readonly instanceAcquireTimeout: Ticks;
  readonly updateInterval: Ticks;
  readonly updateIntervalWhenExpecting: Ticks;
  readonly deletionRetryInterval: Ticks;
  readonly shutdownDeletionInterval: Ticks;
  readonly shutdownDeletionRetries: number;
  readonly failureThreshold: number;
  /** FF_USE_FLEETING_ACQUIRE_HEARTBEATS: heartbeats of healthy instances too. */
  readonly heartbeats: boolean;
  readonly deleteInstancesOnShutdown: boolean;
  readonly reservationThrottling: boolean;
  /** New instances a second; 0 for no limit. */
  readonly scaleLimit: number;
  readonly scaleBurst: number;
  readonly stateStorage: boolean;
  readonly keepInstanceWithAcquisitions: boolean;
  readonly vmIsolation: boolean;
  /** Shortest time that an instance is billed for. */
  readonly minimumBilling: Ticks;
  /** Whether the fleet can take back an accepted request. */
  readonly canWithdraw: boolean;
  readonly policies: readonly PolicyConfig[];
  readonly upstream: UpstreamOptions;
}

/** A `[[runners.autoscaler.policy]]` without its calendar, which is resolved outside the core. */
export interface PolicyConfig {
  /** Slots (jobs), never instances. */
  readonly idleCount: number;
  readonly idleTime: Ticks;
  readonly scaleFactor: number;
  /** 0 for no limit. */
  readonly scaleFactorLimit: number;
  /** null when unset. */
  readonly preemptiveMode: boolean | null;
  readonly burstFactor: number;
}

/** Each deviation from the real component, true where the real component's rule is wanted instead. */
export interface UpstreamOptions {
  /** Formula F with its guard, in place of usable slots; reservations block scale-down. */
  readonly requiredFormula: boolean;
  /** Surplus judged at the instant, not over a window of idle_time. */
  readonly surplusAtInstant: boolean;
  /** Suspect instances stay usable until failure_threshold, and are probed by heartbeats only. */
  readonly healthByThreshold: boolean;
  /** Misses leave the slow interval in force and nothing is probed. */
  readonly missedSlow: boolean;
  /** Failed calls are repeated at the next turn. */
  readonly noCallBackOff: boolean;
  /** A request that never materialises is waited for for ever. */
  readonly pendingForEver: boolean;
  /** A retry may get the instance that failed it. */
  readonly sameInstanceRetry: boolean;
  /** One evaluation a second, on a fixed grid. */
  readonly evaluationGrid: boolean;
  /** A graceful shutdown gives up the open requests, and the fleet is filled to its idle target meanwhile. */
  readonly plainShutdown: boolean;
}
