import type { Ticks } from '../time.ts';

/** So many of one time; null where it has none yet. */
export interface TimeRun {
  count: number;
  readonly at: Ticks | null;
}

/** A list of times that never decrease, held as runs of equal ones, so that a thousand of one time cost as much as one. Both ends are cheap to take from. */
export class TimeRuns {
  #runs: TimeRun[] = [];
  #head = 0;

  push(count: number, at: Ticks | null): void {
    const last = this.#head < this.#runs.length ? this.#runs[this.#runs.length - 1] : undefined;
    if (last?.at === at) last.count += count;
    else this.#runs.push({ count, at });
  }

  /** The run of the oldest; undefined when there is none. */
  get first(): Readonly<TimeRun> | undefined {
    return this.#runs[this.#head];
  }

  /** The runs from the oldest to the newest. */
  all(): readonly Readonly<TimeRun>[] {
    return this.#runs.slice(this.#head);
  }

  /** Takes `count` out of the run of the oldest, which has as many. */
  takeFirst(count: number): void {
    const run = this.#runs[this.#head] as TimeRun;
    run.count -= count;
    if (run.count > 0) return;
    this.#head++;
    // Room is given back once half of the array is behind the head, which keeps the cost of each constant.
    if (this.#head > 32 && this.#head * 2 > this.#runs.length) {
      this.#runs = this.#runs.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Takes one out of the run of the newest, which there is. */
  takeLast(): void {
    const run = this.#runs[this.#runs.length - 1] as TimeRun;
    run.count--;
    if (run.count === 0) this.#runs.pop();
  }

  /** How many are at or before `at`. */
  countBy(at: Ticks): number {
    let count = 0;
    for (let index = this.#head; index < this.#runs.length; index++) {
      const run = this.#runs[index] as TimeRun;
      if (run.at === null || run.at > at) break;
      count += run.count;
    }
    return count;
  }
}
