import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P5: no instance is deleted below a running job. */
export const removal: Rule = {
  name: 'P5',
  sentence: 'an instance that is removed has no job when that is decided, unless the manager shuts down, and gets none afterwards',
  holdsUpstream: true,
  create: () => new Removal(),
};

class Removal implements Checker {
  readonly #decided = new Set<string>();
  #generation = 0;

  stepped(_event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#decided.clear();
    }
    for (const effect of effects) {
      if (effect.kind === 'decided' && effect.decision.kind === 'remove') {
        const { id, reason } = effect.decision;
        const jobs = manager.runners[effect.runner]?.scaler.provisioner.instance(id)?.acquiredCount ?? 0;
        if (jobs > 0 && reason !== 'shutdown') broken('P5', `${id} goes (${reason}) with ${String(jobs)} jobs`);
        this.#decided.add(id);
      } else if (effect.kind === 'decrease') {
        for (const { id, acquiredCount, removalReason } of effect.instances) {
          if (!this.#decided.has(id)) broken('P5', `a Decrease names ${id}, and nobody decided that`);
          if (acquiredCount > 0 && removalReason !== 'shutdown') broken('P5', `a Decrease names ${id}, which has ${String(acquiredCount)} jobs`);
        }
      } else if (effect.kind === 'start-job' || effect.kind === 'rebind-job') {
        const { id } = effect.instance;
        if (this.#decided.has(id)) broken('P5', `${id} gets a job after its removal was decided`);
      }
    }
  }
}
