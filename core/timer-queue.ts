import { never, type Ticks } from './time.ts';

interface Timer<T> {
  readonly at: Ticks;
  readonly sequence: number;
  readonly item: T;
}

/** Deadlines of items, earliest first, first set first at one instant. A deadline that no longer holds is recognised by its owner: when it is next, or when it comes due. */
export class TimerQueue<T> {
  readonly #heap: Timer<T>[] = [];
  #sequence = 0;

  /** The earliest deadline, or `never`. */
  nextAt: Ticks = never;

  set(at: Ticks, item: T): void {
    const timer = { at, sequence: this.#sequence++, item };
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Timer<T>;
      if (!before(timer, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = timer;
    if (index === 0) this.nextAt = at;
  }

  /** The earliest deadline with its item; undefined when none is set. */
  get first(): { readonly at: Ticks; readonly item: T } | undefined {
    return this.#heap[0];
  }

  /** Takes out the earliest item that is due at `at`; undefined when none is. */
  take(at: Ticks): T | undefined {
    const top = this.#heap[0];
    if (top === undefined || top.at > at) return undefined;
    const last = this.#heap.pop() as Timer<T>;
    if (this.#heap.length > 0) this.#sink(last);
    this.nextAt = this.#heap[0]?.at ?? never;
    return top.item;
  }

  /** The timers that are still set, in the order in which they come due. */
  pending(): { at: Ticks; item: T }[] {
    return [...this.#heap].sort((a, b) => (before(a, b) ? -1 : 1)).map(({ at, item }) => ({ at, item }));
  }

  #sink(timer: Timer<T>): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Timer<T>, heap[child] as Timer<T>)) child++;
      if (!before(heap[child] as Timer<T>, timer)) break;
      heap[index] = heap[child] as Timer<T>;
      index = child;
    }
    heap[index] = timer;
  }
}

function before<T>(a: Timer<T>, b: Timer<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
