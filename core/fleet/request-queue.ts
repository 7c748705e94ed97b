import type { Ticks } from '../time.ts';

/** Requests of one age: how many, when they were queued, and when the fleet accepted them. */
export interface RequestRun {
  count: number;
  readonly requestedAt: Ticks;
  /** null while the fleet has not been asked. */
  readonly acceptedAt: Ticks | null;
}

/** Requests for instances, first in first out, held as runs of equal age so that asking for a thousand costs as much as asking for one. */
export class RequestQueue {
  #runs: RequestRun[] = [];
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The oldest request; undefined when there is none. */
  get oldest(): Readonly<RequestRun> | undefined {
    return this.#runs[this.#head];
  }

  push(count: number, requestedAt: Ticks, acceptedAt: Ticks | null): void {
    if (count <= 0) return;
    this.#runs.push({ count, requestedAt, acceptedAt });
    this.#size += count;
  }

  /** Takes the oldest request out and says when it was queued; null when there is none. */
  shift(): Ticks | null {
    const run = this.#runs[this.#head];
    if (run === undefined) return null;
    this.#take(run, 1);
    return run.requestedAt;
  }

  /** Drops the oldest `count` requests. */
  drop(count: number): void {
    let left = count;
    for (let run = this.#runs[this.#head]; left > 0 && run !== undefined; run = this.#runs[this.#head]) {
      const taken = Math.min(left, run.count);
      this.#take(run, taken);
      left -= taken;
    }
  }

  /** Moves the oldest `count` requests to the end of `target`, accepted at `at`. */
  moveTo(target: RequestQueue, count: number, at: Ticks): void {
    let left = count;
    for (let run = this.#runs[this.#head]; left > 0 && run !== undefined; run = this.#runs[this.#head]) {
      const taken = Math.min(left, run.count);
      target.push(taken, run.requestedAt, at);
      this.#take(run, taken);
      left -= taken;
    }
  }

  /** How many requests the fleet accepted at or before `at`, counted from the oldest. */
  acceptedBy(at: Ticks): number {
    let count = 0;
    for (let index = this.#head; index < this.#runs.length; index++) {
      const run = this.#runs[index] as RequestRun;
      if (run.acceptedAt === null || run.acceptedAt > at) break;
      count += run.count;
    }
    return count;
  }

  save(): RequestRun[] {
    return this.#runs.slice(this.#head).map((run) => ({ ...run }));
  }

  restore(saved: readonly RequestRun[]): void {
    this.#runs = saved.map((run) => ({ ...run }));
    this.#head = 0;
    this.#size = saved.reduce((sum, run) => sum + run.count, 0);
  }

  #take(run: RequestRun, count: number): void {
    run.count -= count;
    this.#size -= count;
    if (run.count > 0) return;
    this.#head++;
    // Room is given back once half of the array is behind the head, which keeps the cost per request constant.
    if (this.#head > 32 && this.#head * 2 > this.#runs.length) {
      this.#runs = this.#runs.slice(this.#head);
      this.#head = 0;
    }
  }
}
