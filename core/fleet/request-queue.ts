import type { Ticks } from '../time.ts';
import { TimeRuns } from './time-runs.ts';

/** Requests alike in both times, as a snapshot keeps them: how many, when they were queued, and since when the fleet has owed so many without a break. */
export interface RequestRun {
  readonly count: number;
  readonly requestedAt: Ticks;
  /** null while the fleet has not been asked. */
  readonly acceptedAt: Ticks | null;
}

/**
 * Requests for instances. An instance that is discovered answers the oldest request. It does not end the longest debt, though, but the newest: which accepted
 * request an instance answers cannot be told, and if each took the oldest, one that the fleet lost would look young for as long as others are answered.
 */
export class RequestQueue {
  #requested = new TimeRuns();
  #accepted = new TimeRuns();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(count: number, requestedAt: Ticks, acceptedAt: Ticks | null): void {
    if (count <= 0) return;
    this.#requested.push(count, requestedAt);
    this.#accepted.push(count, acceptedAt);
    this.#size += count;
  }

  /** Takes the oldest request out, because an instance has come, and says when it was queued; null when there is none. */
  shift(): Ticks | null {
    const run = this.#requested.first;
    if (run === undefined) return null;
    const { at } = run;
    this.#requested.takeFirst(1);
    this.#accepted.takeLast();
    this.#size--;
    return at;
  }

  /** Drops the oldest `count` requests, and the longest debts. */
  drop(count: number): void {
    const dropped = Math.min(count, this.#size);
    takeOldest(this.#requested, dropped);
    takeOldest(this.#accepted, dropped);
    this.#size -= dropped;
  }

  /** Moves the oldest `count` requests to the end of `target`, accepted at `at`. */
  moveTo(target: RequestQueue, count: number, at: Ticks): void {
    const moved = Math.min(count, this.#size);
    takeOldest(this.#requested, moved, (taken, requestedAt) => target.push(taken, requestedAt as Ticks, at));
    takeOldest(this.#accepted, moved);
    this.#size -= moved;
  }

  /** When the oldest debt of the fleet began; null where it owes nothing. */
  get oldestAcceptedAt(): Ticks | null {
    return this.#accepted.first?.at ?? null;
  }

  /** How many requests the fleet has owed ever since `at`: the least number of those accepted that were open at any time from then on, less what was dropped of it. */
  acceptedBy(at: Ticks): number {
    return this.#accepted.countBy(at);
  }

  save(): RequestRun[] {
    const runs: RequestRun[] = [];
    const [requested, accepted] = [this.#requested.all(), this.#accepted.all()];
    let [r, a, usedR, usedA] = [0, 0, 0, 0];
    while (r < requested.length) {
      const [queued, owed] = [requested[r]!, accepted[a]!];
      const count = Math.min(queued.count - usedR, owed.count - usedA);
      runs.push({ count, requestedAt: queued.at as Ticks, acceptedAt: owed.at });
      usedR += count;
      usedA += count;
      if (usedR === queued.count) [r, usedR] = [r + 1, 0];
      if (usedA === owed.count) [a, usedA] = [a + 1, 0];
    }
    return runs;
  }

  restore(saved: readonly RequestRun[]): void {
    this.#requested = new TimeRuns();
    this.#accepted = new TimeRuns();
    this.#size = 0;
    for (const { count, requestedAt, acceptedAt } of saved) this.push(count, requestedAt, acceptedAt);
  }
}

function takeOldest(runs: TimeRuns, count: number, each?: (count: number, at: Ticks | null) => void): void {
  let left = count;
  for (let run = runs.first; left > 0 && run !== undefined; run = runs.first) {
    const taken = Math.min(left, run.count);
    each?.(taken, run.at);
    runs.takeFirst(taken);
    left -= taken;
  }
}
