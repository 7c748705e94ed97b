import type { JobOffer } from './event.ts';
import type { JobOutcome } from './job/outcome.ts';
import type { Decision } from './decision.ts';
import type { AcquisitionKey, InstanceId, Op, RunnerIndex } from './ids.ts';
import type { Instance } from './fleet/instance.ts';
import type { StopCause } from './job/stop-cause.ts';
import type { Ticks } from './time.ts';

/**
 * After a listing without changes, and until another event comes, the next one would follow at the first instant, a whole number of `step` after that answer, that is
 * `interval` after the beginning of its turn: `since` for this one, and for each that follows its own beginning. From `until` on there may be something better to do;
 * null where only an event can bring that.
 */
export interface NextListing {
  readonly since: Ticks;
  readonly interval: Ticks;
  readonly step: Ticks;
  readonly until: Ticks | null;
}

/**
 * All that ever leaves the manager. Effects are imperatives. The caller starts them in order, then hands in the next event; nothing
 * re-enters `step`. An effect with `op` is answered by exactly one event with that number.
 */
export type Effect =
  /** Replaces the one timer: the caller sends `wake` at that instant, after all other events of the instant. */
  | { readonly kind: 'wake'; readonly at: Ticks }
  /**
   * Asks the coordinator for a job. When `inert`, an empty answer would change nothing but counters until another event comes (then `Manager.isInert` says), and the next
   * request would follow at the first instant on or after the answer that is a whole number of `every` after `phase`; but where it takes the last free worker (`full`)
   * the feeder stands still at `phase`, and if that has passed by then, the next request would follow with the answer.
   */
  | {
      readonly kind: 'request-job';
      readonly op: Op;
      readonly runner: RunnerIndex;
      readonly key: AcquisitionKey;
      readonly inert: boolean;
      readonly full: boolean;
      readonly phase: Ticks;
      readonly every: Ticks;
    }
  /** Gives up a job request that is still open; it is answered all the same, with a fault or with the job that came first. */
  | { readonly kind: 'abandon-request'; readonly op: Op; readonly runner: RunnerIndex }
  /** Starts a job machine on a slot. */
  | {
      readonly kind: 'start-job';
      readonly runner: RunnerIndex;
      readonly key: AcquisitionKey;
      readonly job: JobOffer;
      readonly receivedAt: Ticks;
      readonly instance: Instance;
      readonly slot: number;
    }
  /** Answers `instance-refused`: the slot for the next try; the same instance only where nothing else can exist. */
  | {
      readonly kind: 'rebind-job';
      readonly runner: RunnerIndex;
      readonly key: AcquisitionKey;
      readonly job: JobOffer;
      readonly instance: Instance;
      readonly slot: number;
    }
  /** Tells a job machine to stop; it answers with `job-ended`. */
  | { readonly kind: 'stop-job'; readonly runner: RunnerIndex; readonly key: AcquisitionKey; readonly cause: StopCause }
  /** Reports a job that ended without a running job machine. `key` is released already. */
  | { readonly kind: 'finish-job'; readonly runner: RunnerIndex; readonly key: AcquisitionKey; readonly job: JobOffer; readonly outcome: JobOutcome }
  /** Lists the fleet. With `again`, an answer without changes would change nothing but when the next listing follows. */
  | { readonly kind: 'list'; readonly op: Op; readonly runner: RunnerIndex; readonly again: NextListing | null }
  | { readonly kind: 'increase'; readonly op: Op; readonly runner: RunnerIndex; readonly count: number }
  | { readonly kind: 'decrease'; readonly op: Op; readonly runner: RunnerIndex; readonly instances: readonly Instance[] }
  /** Takes back accepted requests that never became instances, by lowering the group's target. */
  | { readonly kind: 'withdraw'; readonly op: Op; readonly runner: RunnerIndex; readonly count: number }
  | { readonly kind: 'suspend'; readonly op: Op; readonly runner: RunnerIndex; readonly ids: readonly InstanceId[] }
  | { readonly kind: 'resume'; readonly op: Op; readonly runner: RunnerIndex; readonly ids: readonly InstanceId[] }
  /** Runs the ready command and, with VM isolation, sweeps old VMs. */
  | { readonly kind: 'prepare-instance'; readonly op: Op; readonly runner: RunnerIndex; readonly instance: Instance }
  | { readonly kind: 'probe-instance'; readonly op: Op; readonly runner: RunnerIndex; readonly instance: Instance }
  /** The fleet may be closed: nothing more will be asked of it. */
  | { readonly kind: 'close-fleet'; readonly runner: RunnerIndex }
  /** The last effect of a manager's life. */
  | { readonly kind: 'stopped' }
  /** A decision with its inputs and its reason, for logs, reports and golden files. */
  | { readonly kind: 'decided'; readonly runner: RunnerIndex; readonly decision: Decision };

/** Receives the effects of one step, in order; an array will do. */
export interface EffectSink {
  push(effect: Effect): unknown;
}
