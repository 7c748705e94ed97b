const initialCapacity = 1024;
/** Sequence numbers of one rank stay below this. */
const rankSpan = 0x100000000000;

/**
 * A four-ary heap of events in typed arrays, ordered by (time, rank, order of scheduling). What an event carries is one integer: an index into its
 * owner's tables.
 */
export class EventQueue {
  #time = new Float64Array(initialCapacity);
  #order = new Float64Array(initialCapacity);
  #payload = new Float64Array(initialCapacity);
  #size = 0;
  #sequence = 0;

  /** Instant of the first event; infinite when there is none. */
  topTime = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#size;
  }

  /** Rank and kind of the first event. */
  get topKind(): number {
    // Division by a power of two is exact as a multiplication, and a small integer is cut out faster than it is rounded down.
    return ((this.#order[0] as number) * (1 / rankSpan)) | 0;
  }

  get topPayload(): number {
    return this.#payload[0] as number;
  }

  /** Schedules an event. */
  push(time: number, kind: number, payload: number): void {
    if (this.#size === this.#time.length) this.#grow();
    const order = kind * rankSpan + this.#sequence++;
    const times = this.#time;
    const orders = this.#order;
    const payloads = this.#payload;
    let index = this.#size++;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      const parentTime = times[parent] as number;
      if (parentTime < time || (parentTime === time && (orders[parent] as number) < order)) break;
      times[index] = parentTime;
      orders[index] = orders[parent] as number;
      payloads[index] = payloads[parent] as number;
      index = parent;
    }
    times[index] = time;
    orders[index] = order;
    payloads[index] = payload;
    this.topTime = times[0] as number;
  }

  /** Takes the first event out; read it before. */
  pop(): void {
    const last = --this.#size;
    if (last <= 0) {
      this.topTime = Number.POSITIVE_INFINITY;
      return;
    }
    const times = this.#time;
    const orders = this.#order;
    const payloads = this.#payload;
    const time = times[last] as number;
    const order = orders[last] as number;
    let index = 0;
    for (;;) {
      const first = 4 * index + 1;
      if (first >= last) break;
      let best = first;
      let bestTime = times[first] as number;
      const end = first + 4 < last ? first + 4 : last;
      for (let child = first + 1; child < end; child++) {
        const childTime = times[child] as number;
        if (childTime < bestTime || (childTime === bestTime && (orders[child] as number) < (orders[best] as number))) {
          best = child;
          bestTime = childTime;
        }
      }
      if (bestTime > time || (bestTime === time && (orders[best] as number) > order)) break;
      times[index] = bestTime;
      orders[index] = orders[best] as number;
      payloads[index] = payloads[best] as number;
      index = best;
    }
    times[index] = time;
    orders[index] = order;
    payloads[index] = payloads[last] as number;
    this.topTime = times[0] as number;
  }

  #grow(): void {
    this.#time = grown(this.#time);
    this.#order = grown(this.#order);
    this.#payload = grown(this.#payload);
  }
}

function grown(array: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
