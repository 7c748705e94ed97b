import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';
import { isCounted, usableSlots } from '../../core/scaling/usable-slots.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** The counters that spare the core a look at all instances say what such a look would find. */
export const counters: Rule = {
  name: 'P0',
  sentence: 'the counters of slots and instances are the sums over all known instances',
  holdsUpstream: true,
  create: () => new Counters(),
};

class Counters implements Checker {
  stepped(_event: Event, _effects: readonly Effect[], world: World): void {
    for (const { scaler } of world.manager?.runners ?? []) check(scaler);
  }
}

function check(scaler: Scaler): void {
  const { pool, config, provisioner } = scaler;
  const found = { readyFree: 0, unreadyFree: 0, withdrawnFree: 0, countedInstances: 0, countedAcquired: 0, idle: 0, instances: 0 };
  for (const instance of provisioner.instances()) {
    const usable = usableSlots(instance, config);
    const isReady = instance.readiness === 'ready';
    found.instances++;
    if (isReady) found.readyFree += usable;
    else found.unreadyFree += usable;
    if (isReady && instance.withdrawn) found.withdrawnFree += usable;
    if (isReady && instance.acquiredCount === 0 && !instance.removing) found.idle++;
    if (!isCounted(instance)) continue;
    found.countedInstances++;
    found.countedAcquired += instance.acquiredCount;
  }
  const { readyFree, unreadyFree, withdrawnFree, countedInstances, countedAcquired } = pool;
  const counted = { readyFree, unreadyFree, withdrawnFree, countedInstances, countedAcquired, idle: pool.idle.size, instances: provisioner.instanceCount };
  for (const [name, value] of Object.entries(found)) {
    if (counted[name as keyof typeof counted] !== value)
      broken('P0', `${name} is counted as ${String(counted[name as keyof typeof counted])} and found to be ${String(value)}`);
  }
}
