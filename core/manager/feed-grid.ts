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
  /** The turn that each runner waits for; `never` where it could not ask for a job. */
  #awaited: Ticks[];

  constructor(runnerCount: number, checkInterval: Ticks) {
    this.#runnerCount = runnerCount;
    this.#step = stepOf(runnerCount, checkInterval);
    this.#awaited = Array.from({ length: runnerCount }, () => never);
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
    const ahead = runner - this.#anchorIndex;
    const first = this.#anchorAt + (ahead < 0 ? ahead + this.#runnerCount : ahead) * this.#step;
    if (from <= first) return first;
    return first + Math.ceil((from - first) / this.period) * this.period;
  }

  /** The turn that a runner which could ask for a job waits for. One that has passed unnoticed is still waited for: a caller's timer may be late. */
  awaitTurn(runner: RunnerIndex, at: Ticks): Ticks {
    const awaited = this.#awaited[runner] as Ticks;
    return awaited < at ? awaited : (this.#awaited[runner] = this.nextTurn(runner, at));
  }

  /** A runner could not ask for a job: its turns pass. */
  waive(runner: RunnerIndex): void {
    this.#awaited[runner] = never;
  }

  /** Whether a runner's turn is at `at`, or has come since it was waited for, and was not taken. */
  isTurnOf(runner: RunnerIndex, at: Ticks): boolean {
    if ((this.#awaited[runner] as Ticks) < at) return true;
    if (at <= this.#takenAt || at < this.#anchorAt) return false;
    const since = at - this.#anchorAt;
    return since % this.#step === 0 && (this.#anchorIndex + since / this.#step) % this.#runnerCount === runner;
  }

  take(runner: RunnerIndex, at: Ticks): void {
    this.#takenAt = at;
    this.#awaited[runner] = never;
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

  save(): { anchorAt: Ticks; anchorIndex: number; takenAt: Ticks; step: Ticks | null; awaited: (Ticks | null)[] } {
    const awaited = this.#awaited.map((turn) => neverAsNull(turn));
    return { anchorAt: this.#anchorAt, anchorIndex: this.#anchorIndex, takenAt: this.#takenAt, step: neverAsNull(this.#step), awaited };
  }

  restore(saved: ReturnType<FeedGrid['save']>): void {
    this.#anchorAt = saved.anchorAt;
    this.#anchorIndex = saved.anchorIndex;
    this.#takenAt = saved.takenAt;
    this.#step = saved.step ?? never;
    this.#awaited = saved.awaited.map((turn) => turn ?? never);
  }
}

function stepOf(runnerCount: number, checkInterval: Ticks): Ticks {
  return runnerCount === 0 ? never : Math.max(1, Math.floor(checkInterval / runnerCount));
}
