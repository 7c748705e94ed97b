import { assert } from '../assert.ts';
import type { Instance } from '../fleet/instance.ts';
import { Provisioner } from '../fleet/provisioner.ts';
import { never, neverAsNull } from '../time.ts';
import type { Scaler } from './scaler.ts';
import { type InstanceService, type ScalerState, serviceOf } from './scaler-state.ts';

/** All that an equal scaler needs to go on, save for the keys. */
export function saveScaler(scaler: Scaler): ScalerState {
  const { policyIndex, streak, lastGrowth, touched, shuttingDown, startFault, pool, provisioner } = scaler;
  return {
    policyIndex,
    streak,
    lastGrowth,
    evaluatedAt: neverAsNull(scaler.evaluatedAt),
    evaluateAt: neverAsNull(scaler.evaluateAt),
    touched,
    shuttingDown,
    startFault,
    stored: [...scaler.stored.values()],
    creationBackOff: scaler.creationBackOff.save(),
    throttle: scaler.throttle.save(),
    window: scaler.window.save(),
    health: scaler.health.save(),
    bringUp: scaler.bringUp.save(),
    provisioner: provisioner.save(),
    instances: [...provisioner.instances()].map(serviceOf),
    idle: [...pool.idle].map(({ ordinal }) => ordinal),
    waiting: [...pool.waiting].map(({ key }) => key),
  };
}

/** Lets a new scaler go on where a saved one stood; its keys are still to be restored. @returns the instances by ordinal. */
export function restoreScaler(scaler: Scaler, saved: ScalerState): ReadonlyMap<number, Instance> {
  scaler.provisioner = Provisioner.restore(saved.provisioner, ...scaler.provisionerParameters);
  const byOrdinal = restoreInstances(scaler, saved);
  scaler.policyIndex = saved.policyIndex;
  scaler.policy = scaler.policyAt(saved.policyIndex) ?? scaler.policy;
  scaler.streak = saved.streak;
  scaler.lastGrowth = saved.lastGrowth;
  scaler.evaluatedAt = saved.evaluatedAt ?? never;
  scaler.evaluateAt = saved.evaluateAt ?? never;
  scaler.touched = saved.touched;
  scaler.shuttingDown = saved.shuttingDown;
  scaler.startFault = saved.startFault;
  for (const stored of saved.stored) scaler.stored.set(stored.id, stored);
  scaler.creationBackOff.restore(saved.creationBackOff);
  scaler.throttle.restore(saved.throttle);
  scaler.window.restore(saved.window);
  scaler.health.restore(saved.health, byOrdinal);
  scaler.bringUp.restore(saved.bringUp, byOrdinal);
  return byOrdinal;
}

/** Gives the restored instances of the books the scaler's part back, and counts them. */
function restoreInstances({ provisioner, pool }: Scaler, saved: ScalerState): Map<number, Instance> {
  const byOrdinal = new Map<number, Instance>();
  for (const [index, instance] of [...provisioner.instances()].entries()) {
    const { slots, ...service } = saved.instances[index] as InstanceService;
    instance.slots = slots;
    Object.assign(instance, service);
    byOrdinal.set(instance.ordinal, instance);
    pool.acquired += instance.acquiredCount;
    pool.recount(instance);
  }
  for (const ordinal of saved.idle) {
    const instance = byOrdinal.get(ordinal);
    assert(instance !== undefined, 'an idle instance is in the books');
    pool.idle.append(instance);
  }
  return byOrdinal;
}
