import { never, type Ticks } from '../time.ts';

/**
 * The largest demand (acquired + pending slots) over the last idle_time, so that one job's end never evicts a pool that the next job would
 * have to boot again. Amortised O(1): only the values that may still become the largest are kept.
 */
export class DemandWindow {
  #at: Ticks[] = [];
  #value: number[] = [];
  #head = 0;

  /** Records that demand is `value` from `at` on. */
  record(at: Ticks, value: number): void {
    const ats = this.#at;
    const values = this.#value;
    // The new value stands for those before it that are no larger, so it begins where the last larger one ended.
    let from = at;
    while (values.length > this.#head && (values[values.length - 1] as number) <= value) {
      values.pop();
      from = ats.pop() as Ticks;
    }
    ats.push(from);
    values.push(value);
  }

  /** The largest demand in force at any moment of the last `span`. */
  largest(at: Ticks, span: Ticks): number {
    // A value held until the next one was recorded, so it leaves only when its successor is old enough.
    while (this.#head + 1 < this.#at.length && (this.#at[this.#head + 1] as Ticks) <= at - span) this.#head++;
    if (this.#head > 64 && this.#head * 2 > this.#at.length) this.#compact();
    return this.#value[this.#head] ?? 0;
  }

  /**
   * From when on the largest demand is at most `value` if nothing else happens: an instant that is past where it is already, `never` where even the
   * present demand is more.
   */
  atMostSince(value: number, span: Ticks): Ticks {
    const values = this.#value;
    let low = this.#head;
    let high = values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] as number) <= value) high = middle;
      else low = middle + 1;
    }
    if (low === values.length) return values.length === this.#head ? 0 : never;
    return low === this.#head ? 0 : (this.#at[low] as Ticks) + span;
  }

  /** When the largest demand leaves the window if nothing else happens; `never` where it is the present one. To be asked after `largest`. */
  fallsAt(span: Ticks): Ticks {
    const next = this.#at[this.#head + 1];
    return next === undefined ? never : next + span;
  }

  save(): { at: Ticks; value: number }[] {
    return this.#at.slice(this.#head).map((at, index) => ({ at, value: this.#value[this.#head + index] as number }));
  }

  restore(saved: readonly { at: Ticks; value: number }[]): void {
    this.#at = saved.map((entry) => entry.at);
    this.#value = saved.map((entry) => entry.value);
    this.#head = 0;
  }

  #compact(): void {
    this.#at = this.#at.slice(this.#head);
    this.#value = this.#value.slice(this.#head);
    this.#head = 0;
  }
}
