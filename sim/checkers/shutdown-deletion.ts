import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P19: a manager that is told to leave nothing behind tries to. */
export const shutdownDeletion: Rule = {
  name: 'P19',
  sentence: 'a shutdown that deletes instances has named every known instance in a Decrease when it ends, or its rounds or its time are used up',
  holdsUpstream: true,
  create: () => new ShutdownDeletion(),
};

class ShutdownDeletion implements Checker {
  readonly #named = new Set<string>();
  #generation = 0;
  /** Decreases of each runner since then: the shutdown has so many rounds. */
  readonly #rounds = new Map<number, number>();
  /** When the fleets began to be shut down. */
  #since = Number.NaN;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#named.clear();
      this.#rounds.clear();
      this.#since = Number.NaN;
    }
    if (Number.isNaN(this.#since) && manager.runners.some(({ scaler }) => scaler.shuttingDown)) this.#since = event.at;
    for (const effect of effects) {
      if (effect.kind === 'decrease') {
        for (const { id } of effect.instances) this.#named.add(`${String(effect.runner)}/${id}`);
        if (!Number.isNaN(this.#since)) this.#rounds.set(effect.runner, (this.#rounds.get(effect.runner) ?? 0) + 1);
      }
      if (effect.kind === 'stopped' && event.at < this.#since + manager.config.shutdownTimeout) this.#check(world);
    }
  }

  #check({ manager }: World): void {
    for (const { scaler, index } of manager?.runners ?? []) {
      const { config, provisioner } = scaler;
      if (!config.deleteInstancesOnShutdown || (this.#rounds.get(index) ?? 0) >= config.shutdownDeletionRetries) continue;
      for (const { id, state } of provisioner.instances()) {
        if (state !== 'deleting' && !this.#named.has(`${String(index)}/${id}`)) broken('P19', `${id} is left behind, and no Decrease named it`);
      }
    }
  }
}
