import { never, type Ticks } from '../time.ts';

/**
 * The token bucket of `scale_throttle`: one token an instance created, `limit` tokens a second, at most `burst` at once. Tokens are counted
 * in parts of a tick, so that all arithmetic is on integers.
 *
 * @remarks Source: semantics.md §2.9.
 */
export class ScaleThrottle {
  readonly #limit: number;
  readonly #second: Ticks;
  readonly #full: number;
  #parts: number;
  #at: Ticks = 0;

  /** `limit` 0 stands for no limit. */
  constructor(limit: number, burst: number, second: Ticks) {
    this.#limit = limit;
    this.#second = second;
    this.#full = Math.max(1, burst) * second;
    this.#parts = this.#full;
  }

  /** How many of `wanted` instances may be created now. */
  allowed(wanted: number, at: Ticks): number {
    if (this.#limit === 0) return wanted;
    this.#refill(at);
    return Math.min(wanted, Math.floor(this.#parts / this.#second));
  }

  /** Pays for created instances. */
  take(count: number, at: Ticks): void {
    if (this.#limit === 0) return;
    this.#refill(at);
    this.#parts -= count * this.#second;
  }

  /** Gives back what was paid for instances that were not created after all. */
  refund(count: number): void {
    if (this.#limit === 0) return;
    this.#parts = Math.min(this.#full, this.#parts + count * this.#second);
  }

  /** When the next token will be there; `never` with a full bucket, of which only a use makes room for more. */
  nextTokenAt(at: Ticks): Ticks {
    if (this.#limit === 0) return never;
    this.#refill(at);
    if (this.#parts >= this.#full) return never;
    const missing = this.#second - (this.#parts % this.#second);
    return at + Math.ceil(missing / this.#limit);
  }

  save(): { parts: number; at: Ticks } {
    return { parts: this.#parts, at: this.#at };
  }

  restore(saved: { readonly parts: number; readonly at: Ticks }): void {
    this.#parts = saved.parts;
    this.#at = saved.at;
  }

  #refill(at: Ticks): void {
    this.#parts = Math.min(this.#full, this.#parts + (at - this.#at) * this.#limit);
    this.#at = at;
  }
}
