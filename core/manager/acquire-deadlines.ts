import type { EffectSink } from '../effect.ts';
import type { JobOffer } from '../event.ts';
import type { AcquisitionKey } from '../ids.ts';
import type { Acquisition } from '../scaling/acquisition.ts';
import type { Ticks } from '../time.ts';
import { TimerQueue } from '../timer-queue.ts';
import type { Manager } from './manager.ts';
import type { Runner } from './runner.ts';

/** Tries to prepare a job, and the pause between two of them, in seconds. @remarks Source: semantics.md §5. */
const prepareTries = 3;
const retryPauseSeconds = 3;

/**
 * How long a job waits for a slot: up to three times instance_acquire_timeout, and no longer than the job itself may take.
 *
 * @remarks Source: semantics.md §5.
 */
export class AcquireDeadlines {
  readonly #manager: Manager;
  readonly #due = new TimerQueue<AcquisitionKey>();

  constructor(manager: Manager) {
    this.#manager = manager;
  }

  get nextAt(): Ticks {
    return this.#due.nextAt;
  }

  /** A job begins, or begins again, to wait. */
  set(acquisition: Acquisition, at: Ticks): void {
    const { job } = this.#runnerOf(acquisition).config;
    const pause = acquisition.tryCount > 0 ? retryPauseSeconds * this.#manager.config.second : 0;
    acquisition.deadline = Math.min(at + pause + job.instanceAcquireTimeout, this.#expiry(acquisition));
    this.#due.set(acquisition.deadline, acquisition.key);
  }

  /** Forgets the next deadlines as far as they are of jobs that wait no longer, so that nobody wakes for them. */
  forgetServed(): void {
    for (let next = this.#due.first; next !== undefined && !this.#holds(next.at, next.item); next = this.#due.first) this.#due.take(next.at);
  }

  wake(at: Ticks, effects: EffectSink): void {
    for (let key = this.#due.take(at); key !== undefined; key = this.#due.take(at)) {
      const acquisition = this.#manager.acquisitions.get(key);
      if (acquisition?.stage === 'waiting' && acquisition.deadline <= at) this.#timedOut(acquisition, at, effects);
    }
  }

  save(): { at: Ticks; key: AcquisitionKey }[] {
    return this.#due.pending().map(({ at, item }) => ({ at, key: item }));
  }

  restore(saved: ReturnType<AcquireDeadlines['save']>): void {
    for (const { at, key } of saved) this.#due.set(at, key);
  }

  #holds(at: Ticks, key: AcquisitionKey): boolean {
    const acquisition = this.#manager.acquisitions.get(key);
    return acquisition?.stage === 'waiting' && acquisition.deadline === at;
  }

  #runnerOf(acquisition: Acquisition): Runner {
    return this.#manager.runners[acquisition.runner] as Runner;
  }

  /** When the job's own time is over, wherever it stands. */
  #expiry(acquisition: Acquisition): Ticks {
    const { prepareTimeout } = this.#runnerOf(acquisition).config.job;
    const { timeout } = acquisition.job as JobOffer;
    return acquisition.receivedAt + (prepareTimeout > 0 ? Math.min(timeout, prepareTimeout) : timeout);
  }

  #timedOut(acquisition: Acquisition, at: Ticks, effects: EffectSink): void {
    const expired = at >= this.#expiry(acquisition);
    acquisition.tryCount++;
    if (!expired && acquisition.tryCount < prepareTries) {
      this.set(acquisition, at);
      return;
    }
    if (acquisition.started) {
      this.#manager.stopJob(acquisition.key, 'no-instance', at, effects);
      return;
    }
    const reason = expired ? 'job_execution_timeout' : 'runner_system_failure';
    this.#manager.finish(acquisition, { state: 'failed', reason, exitCode: null, instanceFault: null }, at, effects);
  }
}
