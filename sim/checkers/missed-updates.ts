import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P17: an instance that listings do not name is given up after six of them, and one that they name again is as good as new. */
export const missedUpdates: Rule = {
  name: 'P17',
  sentence: 'missed updates are forgotten on sight, and an instance is dropped at the sixth, unless a probe shows that it lives',
  holdsUpstream: true,
  create: () => new MissedUpdates(),
};

const longestMisses = 6;

class MissedUpdates implements Checker {
  /** Listings in a row that did not name an instance, counted here. */
  #absent = new Map<Instance, number>();
  #known = new Map<Instance, number>();
  #generation = 0;
  readonly #listing = new Map<number, { runner: number; at: number }>();

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#absent.clear();
      this.#known.clear();
    }
    if (event.kind === 'fleet-listed' && event.fault === null) this.#listed(event, world);
    for (const effect of effects) if (effect.kind === 'list') this.#listing.set(effect.op, { runner: effect.runner, at: event.at });
    this.#known = new Map();
    for (const { scaler, index } of manager.runners) for (const instance of scaler.provisioner.instances()) this.#known.set(instance, index);
  }

  #listed({ op, changes }: Extract<Event, { kind: 'fleet-listed' }>, world: World): void {
    const listing = this.#listing.get(op);
    const scaler = world.manager?.runners[listing?.runner ?? -1]?.scaler;
    if (listing === undefined || scaler === undefined) return;
    this.#listing.delete(op);
    const named = new Map(changes.map(({ id, state }) => [id, state]));
    for (const [instance, runner] of this.#known) {
      if (runner !== listing.runner) continue;
      const state = named.get(instance.id);
      if (state !== undefined && state !== 'absent') this.#absent.delete(instance);
      else if (state === 'absent' || this.#absent.has(instance)) this.#absent.set(instance, (this.#absent.get(instance) ?? 0) + 1);
      const misses = this.#absent.get(instance) ?? 0;
      const isDropped = scaler.provisioner.instance(instance.id) !== instance;
      if (isDropped) this.#dropped(instance, misses, state === 'deleted' || state === 'timeout');
      else this.#stays(instance, misses, scaler.isAlive(instance) && !scaler.config.upstream.missedSlow);
    }
  }

  #dropped(instance: Instance, misses: number, isSaid: boolean): void {
    this.#absent.delete(instance);
    if (isSaid || instance.removing || instance.state === 'deleted') return;
    if (misses < longestMisses) broken('P17', `${instance.id} is given up after ${String(misses)} missed updates`);
  }

  #stays(instance: Instance, misses: number, isAlive: boolean): void {
    if (misses === 0 && instance.missedCount !== 0) broken('P17', `${instance.id} was seen and still counts ${String(instance.missedCount)} missed updates`);
    // One listing may have been on its way when another named the instance.
    if (misses > longestMisses && !isAlive) broken('P17', `${instance.id} is kept after ${String(misses)} missed updates`);
  }
}
