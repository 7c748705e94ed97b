import type { Fault } from '../fault.ts';
import type { InstanceId, Op } from '../ids.ts';
import type { Ticks } from '../time.ts';
import type { JobLine } from './job-line.ts';
import type { JobOutcome } from './outcome.ts';
import type { Stage } from './stages.ts';

/** CI_JOB_STATUS as a stage sees it. */
export type JobStatus = 'running' | 'success' | 'failed' | 'canceled' | 'timedout';

/**
 * All that ever leaves a job machine. The caller starts effects in order, then hands in the next event; nothing re-enters `step`. An effect
 * with a number of its own is answered by at most one event with that number; the machine itself gives up at `deadline`.
 */
export type JobEffect =
  /** Connects to the instance. */
  | { readonly kind: 'dial'; readonly op: Op; readonly instance: InstanceId; readonly deadline: Ticks }
  /** Asks the nesting daemon, over the connection, for a VM on that slot. */
  | { readonly kind: 'create-vm'; readonly op: Op; readonly image: string; readonly slot: number; readonly deadline: Ticks }
  /** Connects to the VM through the instance. */
  | { readonly kind: 'dial-vm'; readonly op: Op; readonly deadline: Ticks }
  /** Runs a stage over the innermost connection. */
  | { readonly kind: 'run-stage'; readonly op: Op; readonly stage: Stage; readonly status: JobStatus; readonly deadline: Ticks }
  /** Kills the stage with that number, which still answers with `stage-ended`. */
  | { readonly kind: 'kill-stage'; readonly op: Op }
  | { readonly kind: 'delete-vm'; readonly op: Op; readonly vm: string; readonly deadline: Ticks }
  /** Closes every connection of the job, those being opened and those with a running stage included; nothing but this is answered after it. */
  | { readonly kind: 'close'; readonly op: Op; readonly deadline: Ticks }
  /** The instance could not be prepared: becomes the manager's `instance-refused`. */
  | { readonly kind: 'ask-instance'; readonly fault: Fault }
  /** Adds a line to the job log. */
  | { readonly kind: 'report'; readonly line: JobLine }
  /** Replaces the machine's one timer: the caller sends `wake` at that instant, after all other events of the instant. */
  | { readonly kind: 'wake'; readonly at: Ticks }
  /** The last effect of a machine's life: becomes the manager's `job-ended`. */
  | { readonly kind: 'ended'; readonly outcome: JobOutcome };
