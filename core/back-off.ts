import type { Ticks } from './time.ts';

/**
 * An exponential pause after failures: 1, 2, 4… times `first`, at most `longest`, reset by the first success. However many failures come while a
 * pause is in force, it grows by one step only.
 */
export class BackOff {
  readonly #first: Ticks;
  readonly #longest: Ticks;
  #span: Ticks = 0;
  /** When the pause ends; 0 when none was ever needed. */
  until: Ticks = 0;

  constructor(first: Ticks, longest: Ticks) {
    this.#first = first;
    this.#longest = longest;
  }

  /** Records a failure; true when a new pause began. */
  failed(at: Ticks): boolean {
    if (at < this.until) return false;
    this.#span = this.#span === 0 ? this.#first : Math.min(this.#longest, this.#span * 2);
    this.until = at + this.#span;
    return true;
  }

  succeeded(): void {
    this.#span = 0;
    this.until = 0;
  }

  save(): { span: Ticks; until: Ticks } {
    return { span: this.#span, until: this.until };
  }

  restore(saved: { readonly span: Ticks; readonly until: Ticks }): void {
    this.#span = saved.span;
    this.until = saved.until;
  }
}
