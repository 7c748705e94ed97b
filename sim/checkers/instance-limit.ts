import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P1: the fleet never grows beyond max_instances by the core's own doing. */
export const instanceLimit: Rule = {
  name: 'P1',
  sentence:
    'never more instances than max_instances, counting those on order and those being deleted, except instances found unexpected; then no Increase is issued',
  holdsUpstream: true,
  create: () => new InstanceLimit(),
};

class InstanceLimit implements Checker {
  stepped(_event: Event, effects: readonly Effect[], world: World): void {
    const { manager } = world;
    if (manager === null) return;
    for (const { scaler } of manager.runners) {
      const { provisioner } = scaler;
      const isExceeded = provisioner.knownCount > provisioner.maxInstances;
      if (isExceeded && !hasUnexpected(scaler)) {
        broken('P1', `${String(provisioner.knownCount)} instances are known or on order, and max_instances is ${String(provisioner.maxInstances)}`);
      }
    }
    for (const effect of effects) {
      if (effect.kind !== 'increase') continue;
      const { provisioner } = (manager.runners[effect.runner] as { scaler: Scaler }).scaler;
      const known = provisioner.instanceCount + provisioner.pendingCount;
      if (known + effect.count > provisioner.maxInstances)
        broken('P1', `${String(effect.count)} instances are asked for beside ${String(known)} of ${String(provisioner.maxInstances)}`);
    }
  }
}

function hasUnexpected({ provisioner }: Scaler): boolean {
  for (const { cause } of provisioner.instances()) if (cause !== 'requested') return true;
  return false;
}
