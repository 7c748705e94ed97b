import type { Fault } from '../fault.ts';
import type { InstanceId, Op } from '../ids.ts';
import type { Ticks } from '../time.ts';
import type { StopCause } from './stop-cause.ts';

/**
 * All that ever enters a job machine. Events with `op` answer the effect of that number; an answer that comes after its deadline, or after
 * its connection was closed, changes nothing. The machine keeps no reference to an event, so a caller may reuse the record.
 */
export type JobEvent =
  /** First event of a machine's life: a slot is bound. `receivedAt` is when the job request brought the job. */
  | { readonly kind: 'started'; readonly at: Ticks; readonly receivedAt: Ticks; readonly instance: InstanceId; readonly slot: number }
  | { readonly kind: 'dialed'; readonly at: Ticks; readonly op: Op; readonly fault: Fault | null }
  /** `stomped` is the VM that the daemon deleted because it was on the same slot; null for none. */
  | { readonly kind: 'vm-created'; readonly at: Ticks; readonly op: Op; readonly vm: string; readonly stomped: string | null; readonly fault: Fault | null }
  | { readonly kind: 'vm-dialed'; readonly at: Ticks; readonly op: Op; readonly fault: Fault | null }
  /** A stage's session ended. Without an exit status and without a fault the connection was lost. */
  | { readonly kind: 'stage-ended'; readonly at: Ticks; readonly op: Op; readonly exitCode: number | null; readonly fault: Fault | null }
  | { readonly kind: 'vm-deleted'; readonly at: Ticks; readonly op: Op; readonly fault: Fault | null }
  | { readonly kind: 'closed'; readonly at: Ticks; readonly op: Op }
  /** The manager answers `ask-instance`. */
  | { readonly kind: 'rebound'; readonly at: Ticks; readonly instance: InstanceId; readonly slot: number }
  /** The manager wants the job to end. */
  | { readonly kind: 'stop'; readonly at: Ticks; readonly cause: StopCause }
  /** The coordinator canceled the job: gracefully (`canceling`: after_script and clean-up still run) or hard (`canceled`, 403: nothing more runs). */
  | { readonly kind: 'canceled'; readonly at: Ticks; readonly form: 'graceful' | 'hard' }
  /** The time of the last `wake` effect has come; it is the last event of its instant. */
  | { readonly kind: 'wake'; readonly at: Ticks };
