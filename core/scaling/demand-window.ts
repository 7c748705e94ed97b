import { never, type Ticks } from '../time.ts';

const firstLength = 64;

/**
 * The largest demand (acquired + pending slots) over the last idle_time, so that one job's end never evicts a pool that the next job would
 * have to boot again. Amortised O(1): only the values that may still become the largest are kept, each smaller than the one before it.
 */
export class DemandWindow {
  /** Rings: value number n, from `#first` to before `#end`, stands at n modulo their length, a power of two. */
  #at = new Float64Array(firstLength);
  #value = new Float64Array(firstLength);
  #first = 0;
  #end = 0;

  /** Records that demand is `value` from `at` on. */
  record(at: Ticks, value: number): void {
    // The new value stands for those before it that are no larger, so it begins where the last larger one ended.
    let from = at;
    let end = this.#end;
    while (end > this.#first && this.#valueOf(end - 1) <= value) from = this.#atOf(--end);
    this.#end = end;
    this.#append(from, value);
  }

  /** The largest demand in force at any moment of the last `span`. */
  largest(at: Ticks, span: Ticks): number {
    // A value held until the next one was recorded, so it leaves only when its successor is old enough.
    while (this.#first + 1 < this.#end && this.#atOf(this.#first + 1) <= at - span) this.#first++;
    return this.#first === this.#end ? 0 : this.#valueOf(this.#first);
  }

  /**
   * From when on the largest demand is at most `value` if nothing else happens: an instant that is past where it is already, `never` where even the
   * present demand is more.
   */
  atMostSince(value: number, span: Ticks): Ticks {
    const first = this.#first;
    const count = this.#end - first;
    if (count === 0 || this.#valueOf(first) <= value) return 0;
    // The answer is mostly among the first few, so it is looked for in strides that double.
    let low = 0;
    let high = 1;
    while (high < count && this.#valueOf(first + high) > value) {
      low = high;
      high *= 2;
    }
    if (high > count) high = count;
    // Value `low` is larger than asked for, `high` is not, or is past the end.
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#valueOf(first + middle) > value) low = middle;
      else high = middle;
    }
    return high === count ? never : this.#atOf(first + high) + span;
  }

  /** When the largest demand leaves the window if nothing else happens; `never` where it is the present one. To be asked after `largest`. */
  fallsAt(span: Ticks): Ticks {
    return this.#first + 1 < this.#end ? this.#atOf(this.#first + 1) + span : never;
  }

  save(): { at: Ticks; value: number }[] {
    return Array.from({ length: this.#end - this.#first }, (_, index) => {
      const number = this.#first + index;
      return { at: this.#atOf(number), value: this.#valueOf(number) };
    });
  }

  restore(saved: readonly { at: Ticks; value: number }[]): void {
    this.#first = 0;
    this.#end = 0;
    for (const { at, value } of saved) this.#append(at, value);
  }

  #atOf(number: number): Ticks {
    return this.#at[number & (this.#at.length - 1)] as Ticks;
  }

  #valueOf(number: number): number {
    return this.#value[number & (this.#value.length - 1)] as number;
  }

  #append(at: Ticks, value: number): void {
    if (this.#end - this.#first === this.#at.length) this.#grow();
    const place = this.#end & (this.#at.length - 1);
    this.#at[place] = at;
    this.#value[place] = value;
    this.#end++;
  }

  #grow(): void {
    const saved = this.save();
    this.#at = new Float64Array(saved.length * 2);
    this.#value = new Float64Array(saved.length * 2);
    this.restore(saved);
  }
}
