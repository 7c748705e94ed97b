import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P2: an instance holds as many jobs as it has slots, each on a slot of its own. */
export const slots: Rule = {
  name: 'P2',
  sentence: 'acquired slots of an instance never exceed its capacity, and slot numbers are distinct and below it',
  holdsUpstream: true,
  create: () => new Slots(),
};

class Slots implements Checker {
  stepped(_event: Event, _effects: readonly Effect[], world: World): void {
    const { manager } = world;
    if (manager === null) return;
    const held = new Map<Instance, Set<number>>();
    for (const { instance, slot, runner, stage } of manager.acquisitions.values()) {
      if (instance === null || stage === 'waiting' || stage === 'reserved') continue;
      const capacity = manager.runners[runner]?.scaler.config.capacityPerInstance ?? 0;
      if (slot < 0 || slot >= capacity) broken('P2', `slot ${String(slot)} of ${instance.id}, which has ${String(capacity)}`);
      const taken = held.get(instance) ?? new Set<number>();
      if (taken.has(slot)) broken('P2', `two jobs have slot ${String(slot)} of ${instance.id}`);
      held.set(instance, taken.add(slot));
    }
    for (const { scaler } of manager.runners) {
      for (const instance of scaler.provisioner.instances()) {
        const count = held.get(instance)?.size ?? 0;
        if (instance.acquiredCount !== count) broken('P2', `${instance.id} counts ${String(instance.acquiredCount)} jobs and holds ${String(count)}`);
        if (count > scaler.config.capacityPerInstance) broken('P2', `${instance.id} has ${String(count)} jobs`);
      }
    }
  }
}
