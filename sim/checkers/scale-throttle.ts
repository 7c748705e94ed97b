import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P12: the fleet grows no faster than scale_throttle allows. */
export const scaleThrottle: Rule = {
  name: 'P12',
  sentence: 'the instances created in any window of t seconds are at most burst + limit × t',
  holdsUpstream: true,
  create: () => new ScaleThrottle(),
};

interface Creation {
  readonly at: number;
  readonly count: number;
}

class ScaleThrottle implements Checker {
  readonly #asked = new Map<number, number>();
  #created: Creation[][] = [];
  #generation = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    // A manager that starts again has a full bucket.
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#asked.clear();
      this.#created = [];
    }
    if (event.kind === 'fleet-increased') {
      const runner = this.#asked.get(event.op);
      if (runner !== undefined && event.succeeded > 0) this.#check(runner, { at: event.at, count: event.succeeded }, world);
    }
    for (const effect of effects) if (effect.kind === 'increase') this.#asked.set(effect.op, effect.runner);
  }

  /** Every window that ends now. */
  #check(runner: number, creation: Creation, world: World): void {
    const { scaleLimit, scaleBurst } = (world.plan.manager.runners[runner] as (typeof world.plan.manager.runners)[number]).autoscaler;
    const created = (this.#created[runner] ??= []);
    created.push(creation);
    if (scaleLimit === 0) return;
    let count = 0;
    for (let index = created.length - 1; index >= 0; index--) {
      const { at, count: more } = created[index] as Creation;
      count += more;
      const seconds = (creation.at - at) / 1000;
      if (count > Math.max(1, scaleBurst) + scaleLimit * seconds + 1e-6)
        broken('P12', `${String(count)} instances in ${String(seconds)} s, ${String(scaleBurst)} + ${String(scaleLimit)} a second are allowed`);
    }
  }
}
