import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P10: jobs are requested for slots that the fleet can have, and for no more. */
export const reservationLimit: Rule = {
  name: 'P10',
  sentence: 'without preemptive mode acquired and reserved slots together are at most max_instances × capacity',
  holdsUpstream: true,
  create: () => new ReservationLimit(),
};

class ReservationLimit implements Checker {
  stepped(_event: Event, effects: readonly Effect[], world: World): void {
    const { manager } = world;
    if (manager === null) return;
    for (const effect of effects) {
      if (effect.kind !== 'request-job') continue;
      const { scaler } = manager.runners[effect.runner] as (typeof manager.runners)[number];
      // Instances that nobody asked for lend their slots too.
      const instances = Math.max(scaler.maxInstances, scaler.provisioner.knownCount);
      const promised = scaler.pool.acquired + scaler.pool.reserved + scaler.pool.waiting.size;
      const slots = instances * scaler.config.capacityPerInstance;
      if (promised > slots) broken('P10', `${String(promised)} slots are acquired or reserved, ${String(slots)} can exist`);
    }
  }
}
