import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P4: no instance is used more often than max_use_count, and it goes at once when it has been used that often. */
export const useCount: Rule = {
  name: 'P4',
  sentence: 'an instance at max_use_count accepts no job and goes when its last job ends',
  holdsUpstream: true,
  create: () => new UseCount(),
};

class UseCount implements Checker {
  /** Jobs that were given to an instance, by its name and the manager's life; the core's own count is not believed. */
  readonly #uses = new Map<string, number>();
  #generation = 0;

  stepped(_event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#uses.clear();
    }
    for (const effect of effects) {
      if (effect.kind !== 'start-job' && effect.kind !== 'rebind-job') continue;
      const { maxUseCount } = (manager.runners[effect.runner] as (typeof manager.runners)[number]).scaler.config;
      const { id, useCount: counted } = effect.instance;
      const uses = (this.#uses.get(id) ?? 0) + 1;
      this.#uses.set(id, uses);
      if (maxUseCount > 0 && (uses > maxUseCount || counted > maxUseCount))
        broken('P4', `${id} got job ${String(Math.max(uses, counted))} of ${String(maxUseCount)}`);
      if (counted < uses) broken('P4', `${id} counts ${String(counted)} uses after ${String(uses)} jobs`);
    }
    for (const { scaler } of manager.runners) {
      const { maxUseCount } = scaler.config;
      if (maxUseCount === 0) continue;
      for (const { id, useCount: counted, acquiredCount, removing, state } of scaler.provisioner.instances()) {
        if (counted >= maxUseCount && acquiredCount === 0 && !removing && state !== 'deleting') broken('P4', `${id} is used up, runs no job, and stays`);
      }
    }
  }
}
