import type { Effect, EffectSink } from '../../core/effect.ts';

/** The effects of the current step. An array that is emptied by its length gives its memory back each time; this one keeps it. */
export class EffectBuffer implements EffectSink {
  count = 0;
  readonly #effects: Effect[] = [];
  /** Noted as each effect comes, where its shape is known: later it would be one of fifteen shapes, and the look at its kind a search. */
  readonly #kinds: Effect['kind'][] = [];

  clear(): void {
    this.count = 0;
  }

  push(effect: Effect): void {
    const index = this.count++;
    this.#effects[index] = effect;
    this.#kinds[index] = effect.kind;
  }

  kindAt(index: number): Effect['kind'] {
    return this.#kinds[index] as Effect['kind'];
  }

  at(index: number): Effect {
    return this.#effects[index] as Effect;
  }

  toArray(): Effect[] {
    return this.#effects.slice(0, this.count);
  }
}
