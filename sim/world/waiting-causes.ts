import { assert } from '../../core/assert.ts';
import type { Manager } from '../../core/manager/manager.ts';
import type { Runner } from '../../core/manager/runner.ts';
import { never } from '../../core/time.ts';
import type { Cause } from '../measure/cause.ts';

/**
 * Gives every waiting second of every job exactly one cause: between two events nothing changes, so the state after the first one says why the jobs wait
 * until the second.
 *
 * @remarks Source: ARCHITECTURE.md, invariants; the three bottlenecks of GitLab's runbook, ux.md §5.4.
 */
export class WaitingCauses {
  /** Waiting job-milliseconds by cause. */
  readonly total: Record<Cause, number> = { fault: 0, prepare: 0, policy: 0, 'request-pacing': 0, 'scale-up': 0, limit: 0, 'poll-delay': 0 };
  /** Jobs of the statistics' window in each place where a job waits. */
  queued = 0;
  delivering = 0;
  pending = 0;
  /** Windows of faults that are open. */
  openFaults = 0;
  #since = 0;

  /** Accounts for the time up to `now`; `manager` is null while none runs, `allQueued` are the queued jobs in and out of the window. */
  accrue(manager: Manager | null, allQueued: number, now: number): void {
    const since = this.#since;
    this.#since = now;
    if (since !== now && this.queued + this.delivering + this.pending > 0) this.#explain(manager, allQueued, since, now - since);
  }

  #explain(manager: Manager | null, allQueued: number, from: number, span: number): void {
    if (this.delivering > 0) this.total['poll-delay'] += this.delivering * span;
    if (this.queued + this.pending === 0) return;
    // Instances that are on their way serve the jobs that have waited longest; those that are not counted came before the others.
    let served = manager === null ? 0 : Math.max(0, slotsOnOrder(manager) - (jobsInHand(manager) + allQueued - this.pending - this.queued));
    served -= this.#share(this.#cause(manager, from, false), manager, this.pending, served, span, false);
    this.#share(this.#cause(manager, from, true), manager, this.queued, served, span, true);
  }

  /** Gives jobs their cause; where none comes before `scale-up`, that is the cause of as many as will be served so. Returns their number. */
  #share(first: Cause | null, manager: Manager | null, jobs: number, served: number, span: number, isQueued: boolean): number {
    if (jobs === 0) return 0;
    if (first !== null || manager === null) {
      this.total[first ?? 'fault'] += jobs * span;
      return 0;
    }
    const growing = Math.min(jobs, served);
    this.total['scale-up'] += growing * span;
    if (jobs > growing) this.total[restCause(manager, isQueued)] += (jobs - growing) * span;
    return growing;
  }

  /** Adds what jobs spent on being prepared, in hindsight. */
  prepared(span: number): void {
    this.total.prepare += span;
  }

  /** The first cause that applies to all jobs of a place; null where none comes before `scale-up`. */
  #cause(manager: Manager | null, at: number, queued: boolean): Cause | null {
    if (manager === null || this.openFaults > 0 || manager.runners.some((runner) => isBackingOff(runner, at))) return 'fault';
    // Without a worker for it no job is asked for, whatever the policy says.
    if (!queued || manager.busyWorkers >= manager.config.concurrent) return null;
    if (manager.runners.some(holdsBack)) return 'policy';
    return manager.runners.some((runner) => couldAsk(runner, at)) ? 'request-pacing' : null;
  }
}

/** Why a job waits that no instance on its way will serve. */
function restCause(manager: Manager, isQueued: boolean): Cause {
  if (manager.busyWorkers >= manager.config.concurrent || manager.runners.every(isFull)) return 'limit';
  // More could be on its way: the policy wants no more than that for now.
  if (isQueued && manager.runners.some(({ scaler }) => scaler.preemptive && scaler.refusal() === 'no-available-capacity')) return 'policy';
  const isMoving = manager.runners.some((runner) => runner.requestCount > 0 || isGrowing(runner));
  assert(isMoving || manager.wakeAt !== never, 'a waiting job has a cause');
  return 'poll-delay';
}

function slotsOnOrder({ runners }: Manager): number {
  return runners.reduce((slots, { scaler }) => slots + scaler.free - scaler.pool.readyFree, 0);
}

function jobsInHand({ runners }: Manager): number {
  return runners.reduce((jobs, { scaler }) => jobs + scaler.pool.waiting.size, 0);
}

function isBackingOff({ scaler, limit }: Runner, at: number): boolean {
  return scaler.creationBackOff.until > at || scaler.provisioner.growthPausedUntil > at || limit.pausedUntil > at;
}

/** Preemptive mode, or a throttle on reservations, keeps jobs from being requested, and nothing is on its way to change that. */
function holdsBack(runner: Runner): boolean {
  if (isAtLimit(runner)) return false;
  const { scaler } = runner;
  const refusal = scaler.refusal();
  if (refusal === 'throttled') return true;
  return refusal === 'no-available-capacity' && !isGrowing({ scaler }) && scaler.room > 0;
}

/** A ready slot is free for a job that nobody has asked for. */
function couldAsk(runner: Runner, at: number): boolean {
  if (isAtLimit(runner)) return false;
  return at >= runner.limit.pausedUntil && runner.scaler.refusal() === null && (runner.scaler.pool.available > 0 || !isGrowing(runner));
}

function isGrowing({ scaler }: Pick<Runner, 'scaler'>): boolean {
  return scaler.pool.unreadyFree > 0 || scaler.provisioner.requestedCount > 0;
}

function isAtLimit({ config, requestCount, jobCount }: Runner): boolean {
  return config.limit > 0 && requestCount + jobCount >= config.limit;
}

function isFull(runner: Runner): boolean {
  if (isAtLimit(runner)) return true;
  const { scaler } = runner;
  return scaler.room === 0 || scaler.lastGrowth.endsWith('throttle');
}
