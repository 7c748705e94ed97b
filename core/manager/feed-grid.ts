import type { RunnerIndex } from '../ids.ts';
import { never, neverAsNull, type Ticks } from '../time.ts';

/**
 * When each runner is fed: every check_interval, the runners spread evenly over it. A turn that could not lead to a request is not taken but
 * computed, and while all workers are busy the feeder stands still at its next turn, which it takes as soon as one is free.
 *
 * @remarks Source: semantics.md §1.1 and §5, commands/multi.go.
 */
export class FeedGrid {
  readonly #runnerCount: number;
  #step: Ticks;
  /** Turn k is at `#anchorAt + k × #step` and feeds runner `(#anchorIndex + k) mod n`. */
  #anchorAt: Ticks = 0;
  #anchorIndex = 0;
  #takenAt: Ticks = -1;

  constructor(runnerCount: number, checkInterval: Ticks) {
    this.#runnerCount = runnerCount;
    this.#step = stepOf(runnerCount, checkInterval);
  }

  /** Span between two turns of one runner. */
  get period(): Ticks {
    return this.#step * this.#runnerCount;
  }

  start(at: Ticks): void {
    this.#anchorAt = at;
    this.#takenAt = at - 1;
  }

  configure(checkInterval: Ticks, at: Ticks): void {
    const step = stepOf(this.#runnerCount, checkInterval);
    if (step === this.#step) return;
    this.#step = step;
    this.#anchorAt = at;
    this.#takenAt = at - 1;
  }

  /** The next turn of a runner that has not been taken yet, at `at` or later. */
  nextTurn(runner: RunnerIndex, at: Ticks): Ticks {
    const from = at > this.#takenAt ? at : this.#takenAt + 1;
    const count = this.#runnerCount;
    const first = this.#anchorAt + ((runner - this.#anchorIndex + count) % count) * this.#step;
    if (from <= first) return first;
    return first + Math.ceil((from - first) / this.period) * this.period;
  }

  /** The runner whose turn is at `at`; null when it is nobody's, or was taken. */
  turnAt(at: Ticks): RunnerIndex | null {
    if (at <= this.#takenAt || at < this.#anchorAt) return null;
    const since = at - this.#anchorAt;
    if (since % this.#step !== 0) return null;
    return (this.#anchorIndex + since / this.#step) % this.#runnerCount;
  }

  take(at: Ticks): void {
    this.#takenAt = at;
  }

  /**
   * A worker is free at `at` after none was since `fullSince`: the runner whose turn the feeder stood at, from which the grid goes on; null when no turn
   * came in between.
   */
  unblock(fullSince: Ticks, at: Ticks): RunnerIndex | null {
    const from = Math.max(fullSince, this.#takenAt + 1, this.#anchorAt);
    const turn = this.#anchorAt + Math.ceil((from - this.#anchorAt) / this.#step) * this.#step;
    if (turn > at) return null;
    const runner = (this.#anchorIndex + (turn - this.#anchorAt) / this.#step) % this.#runnerCount;
    this.#anchorAt = at + this.#step;
    this.#anchorIndex = (runner + 1) % this.#runnerCount;
    this.#takenAt = at;
    return runner;
  }

  save(): { anchorAt: Ticks; anchorIndex: number; takenAt: Ticks; step: Ticks | null } {
    return { anchorAt: this.#anchorAt, anchorIndex: this.#anchorIndex, takenAt: this.#takenAt, step: neverAsNull(this.#step) };
  }

  restore(saved: ReturnType<FeedGrid['save']>): void {
    this.#anchorAt = saved.anchorAt;
    this.#anchorIndex = saved.anchorIndex;
    this.#takenAt = saved.takenAt;
    this.#step = saved.step ?? never;
  }
}

function stepOf(runnerCount: number, checkInterval: Ticks): Ticks {
  return runnerCount === 0 ? never : Math.max(1, Math.floor(checkInterval / runnerCount));
}
