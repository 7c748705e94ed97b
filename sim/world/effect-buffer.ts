import type { Effect, EffectSink } from '../../core/effect.ts';

/** The effects of the current step. An array that is emptied by its length gives its memory back each time; this one keeps it. */
export class EffectBuffer implements EffectSink {
  count = 0;
  readonly #effects: Effect[] = [];

  clear(): void {
    this.count = 0;
  }

  push(effect: Effect): void {
    this.#effects[this.count++] = effect;
  }

  at(index: number): Effect {
    return this.#effects[index] as Effect;
  }

  toArray(): Effect[] {
    return this.#effects.slice(0, this.count);
  }
}
