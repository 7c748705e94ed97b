import type { Fault } from '../fault.ts';
import type { RunnerConfig } from '../config.ts';
import { never, type Ticks } from '../time.ts';

/** Growth after a job, decay after an empty answer, cut after back-pressure. @remarks Source: semantics.md §1.2, builds_helper.go. */
const factor = { job: 1.1, empty: 0.95, pressed: 0.5 };

/**
 * How many job requests a runner may have open, and whether it may make any: the adaptive request concurrency and the pause after too many
 * unhealthy answers.
 */
export class RequestLimit {
  #config: RunnerConfig;
  #adaptive = 1;
  #failureCount = 0;
  /** When the runner was last found healthy, or given another chance. */
  #checkedAt: Ticks = never;

  constructor(config: RunnerConfig) {
    this.#config = config;
  }

  configure(config: RunnerConfig): void {
    this.#config = config;
    this.#adaptive = Math.min(this.#adaptive, this.#cap);
  }

  get #cap(): number {
    return Math.max(1, this.#config.requestConcurrency);
  }

  /** Requests that may be open at once. */
  get allowed(): number {
    return this.#config.adaptiveRequestConcurrency ? Math.ceil(this.#adaptive) : this.#cap;
  }

  /** When a runner whose requests failed may try again; 0 when it may now. */
  get pausedUntil(): Ticks {
    if (this.#failureCount < this.#config.unhealthyRequestsLimit || this.#checkedAt === never) return 0;
    return this.#checkedAt + this.#config.unhealthyInterval;
  }

  /** A request is about to be made: a pause that is over is forgiven. */
  begin(at: Ticks): void {
    if (this.#checkedAt === never) this.#checkedAt = at;
    if (this.#failureCount >= this.#config.unhealthyRequestsLimit) {
      this.#failureCount = 0;
      this.#checkedAt = at;
    }
  }

  /** A request brought a job, or `times` requests in a row came back empty. */
  answered(hasJob: boolean, retried: boolean, times: number, at: Ticks): void {
    this.#failureCount = 0;
    this.#checkedAt = at;
    for (let time = 0; time < times; time++) {
      const next = this.#clamped(this.#adaptive * (retried ? factor.pressed : hasJob ? factor.job : factor.empty));
      if (next === this.#adaptive) break;
      this.#adaptive = next;
    }
  }

  /**
   * A request failed. Only a refusal (403, or an address that can never be called) counts against the runner's health: an outage of GitLab must not pause a runner for an
   * hour after it has ended.
   *
   * @returns whether the runner pauses from now on.
   * @remarks Source: peer-runner.md §1.1.
   */
  failed(fault: Fault, retried: boolean, at: Ticks): boolean {
    this.#adaptive = this.#clamped(this.#adaptive * (retried || fault.code === 'throttled' ? factor.pressed : factor.empty));
    if (fault.code === 'auth') return ++this.#failureCount === this.#config.unhealthyRequestsLimit && this.pausedUntil > at;
    this.#failureCount = 0;
    this.#checkedAt = at;
    return false;
  }

  save(): { adaptive: number; failureCount: number; checkedAt: Ticks | null } {
    return { adaptive: this.#adaptive, failureCount: this.#failureCount, checkedAt: this.#checkedAt === never ? null : this.#checkedAt };
  }

  restore(saved: ReturnType<RequestLimit['save']>): void {
    this.#adaptive = saved.adaptive;
    this.#failureCount = saved.failureCount;
    this.#checkedAt = saved.checkedAt ?? never;
  }

  #clamped(value: number): number {
    return Math.min(this.#cap, Math.max(1, value));
  }
}
