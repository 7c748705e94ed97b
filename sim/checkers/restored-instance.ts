import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P15: a manager that starts again takes over no instance whose past it does not know. */
export const restoredInstance: Rule = {
  name: 'P15',
  sentence: 'after a restart without state and without isolation no job runs on a pre-existing instance, and with state use counts do not decrease',
  holdsUpstream: true,
  create: () => new RestoredInstance(),
};

class RestoredInstance implements Checker {
  /** Jobs that each instance has had, over all managers that could know. */
  readonly #uses = new Map<string, number>();

  stepped(_event: Event, effects: readonly Effect[], world: World): void {
    const { manager } = world;
    if (manager === null) return;
    for (const effect of effects) {
      if (effect.kind !== 'start-job' && effect.kind !== 'rebind-job') continue;
      const { scaler } = manager.runners[effect.runner] as (typeof manager.runners)[number];
      const { id, cause, restored, useCount } = effect.instance;
      const { vmIsolation } = scaler.config;
      if (cause === 'preexisted' && !restored && !vmIsolation) broken('P15', `a job runs on ${id}, which was there before the manager`);
      // Where the state was lost, counting began again.
      const uses = !restored ? useCount : (this.#uses.get(id) ?? 0) + 1;
      this.#uses.set(id, uses);
      if (restored && useCount < uses) broken('P15', `${id} was restored and counts ${String(useCount)} uses of ${String(uses)}`);
    }
  }
}
