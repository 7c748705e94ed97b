import type { ManagerConfig } from './config.ts';
import type { Fault } from './fault.ts';
import type { AcquisitionKey, InstanceId, JobId, Op, RunnerIndex } from './ids.ts';
import type { ProviderState } from './fleet/instance.ts';
import type { JobOutcome } from './job/outcome.ts';
import type { Ticks } from './time.ts';

/** A job as the coordinator hands it out: only what decisions need. */
export interface JobOffer {
  readonly id: JobId;
  /** The image that the job names, after variable expansion; null for none. */
  readonly image: string | null;
  /** Longest time from receipt to end. */
  readonly timeout: Ticks;
}

/** What one listing says anew of one instance: its state, or that it is no longer (or not yet) listed. */
export interface InstanceChange {
  readonly id: InstanceId;
  readonly state: ProviderState | 'absent';
}

/** Listings that would have been made after one that was asked for, and whose answers changed nothing. */
export interface UnchangedListings {
  readonly count: number;
  /** When the last of them began. */
  readonly startedAt: Ticks;
  /** When the last of them was answered, where that was before what the manager has heard last; null where this is its answer. */
  readonly answeredAt: Ticks | null;
  /** When the one before the last was answered; null where there was none. */
  readonly previousAnsweredAt: Ticks | null;
}

/**
 * All that ever enters the manager. Events are past tense; those with `op` answer the effect of that number.
 * `at` never decreases. The manager keeps no reference to an event, so a caller may reuse the record.
 */
export type Event =
  /** First event of a manager's life. */
  | { readonly kind: 'started'; readonly at: Ticks }
  /** The time of the last `wake` effect has come; it is the last event of its instant. */
  | { readonly kind: 'wake'; readonly at: Ticks }
  /** The calendar says which policies of a runner have an active period, in file order. */
  | { readonly kind: 'schedule-changed'; readonly at: Ticks; readonly runner: RunnerIndex; readonly active: readonly number[] }
  /**
   * A job request ended: with a job, empty, or with a fault. `fruitless` counts further requests that would have been made and come back
   * empty in the meantime, when the request was declared inert: nothing but counters depends on them.
   */
  | {
      readonly kind: 'request-answered';
      readonly at: Ticks;
      readonly op: Op;
      readonly job: JobOffer | null;
      readonly fault: Fault | null;
      readonly retried: boolean;
      readonly fruitless: number;
    }
  /** A job machine ended. */
  | { readonly kind: 'job-ended'; readonly at: Ticks; readonly key: AcquisitionKey; readonly outcome: JobOutcome }
  /** The coordinator canceled a job. */
  | { readonly kind: 'job-canceled'; readonly at: Ticks; readonly key: AcquisitionKey }
  /** A job machine could not prepare on its instance and asks for one again, by preference a different one. */
  | { readonly kind: 'instance-refused'; readonly at: Ticks; readonly key: AcquisitionKey; readonly fault: Fault }
  /**
   * What changed since the last successful listing of that fleet; nothing with a fault. With `unchanged` it answers the last of several listings of which those
   * before found no change.
   */
  | {
      readonly kind: 'fleet-listed';
      readonly at: Ticks;
      readonly op: Op;
      readonly changes: readonly InstanceChange[];
      readonly fault: Fault | null;
      readonly unchanged?: UnchangedListings;
    }
  | { readonly kind: 'fleet-increased'; readonly at: Ticks; readonly op: Op; readonly succeeded: number; readonly fault: Fault | null }
  | { readonly kind: 'fleet-decreased'; readonly at: Ticks; readonly op: Op; readonly succeeded: readonly InstanceId[]; readonly fault: Fault | null }
  | { readonly kind: 'fleet-withdrawn'; readonly at: Ticks; readonly op: Op; readonly succeeded: number; readonly fault: Fault | null }
  | { readonly kind: 'fleet-suspended'; readonly at: Ticks; readonly op: Op; readonly succeeded: readonly InstanceId[]; readonly fault: Fault | null }
  | { readonly kind: 'fleet-resumed'; readonly at: Ticks; readonly op: Op; readonly succeeded: readonly InstanceId[]; readonly fault: Fault | null }
  /** The ready command (and, with VM isolation, the sweep of old VMs) ended. */
  | { readonly kind: 'instance-prepared'; readonly at: Ticks; readonly op: Op; readonly fault: Fault | null }
  /** A heartbeat or a probe ended. */
  | { readonly kind: 'instance-probed'; readonly at: Ticks; readonly op: Op; readonly fault: Fault | null }
  /** The cloud announced that it will take an instance back. */
  | { readonly kind: 'instance-interrupted'; readonly at: Ticks; readonly runner: RunnerIndex; readonly id: InstanceId }
  | { readonly kind: 'config-reloaded'; readonly at: Ticks; readonly config: ManagerConfig }
  /** Graceful waits for the jobs; forceful stops them. A forceful request may follow a graceful one. */
  | { readonly kind: 'shutdown-requested'; readonly at: Ticks; readonly mode: 'graceful' | 'forceful' };
