/** The instants at which the slots of a fleet are free next, the earliest first (a binary heap). */
export class FreeTimes {
  readonly #times: Float64Array;

  /** @param count slots, all of them free from the first instant on. */
  constructor(count: number) {
    this.#times = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  }

  /** When the first slot is free. */
  get earliest(): number {
    return this.#times[0] as number;
  }

  /** Takes the slot that is free first until then. */
  takeUntil(time: number): void {
    const times = this.#times;
    const count = times.length;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && (times[child + 1] as number) < (times[child] as number)) child++;
      if ((times[child] as number) >= time) break;
      times[at] = times[child] as number;
      at = child;
    }
    times[at] = time;
  }
}
