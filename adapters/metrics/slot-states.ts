import type { Instance } from '../../core/fleet/instance.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';

/** Slots of a fleet by what they can do, beside the jobs and keys that have none. */
export interface SlotStates {
  /** Free on ready, healthy instances. */
  idle: number;
  acquired: number;
  /** Keys without a slot. */
  reserved: number;
  /** Jobs in hand without a slot, which are among the reserved. */
  pending: number;
  /** On instances in the making. */
  unready: number;
  /** On instances that have failed a probe and have not passed one since. */
  unhealthy: number;
  /** On instances that drain, go, or have been used often enough. */
  unavailable: number;
}

/** Counts the slots of a fleet. It looks at every instance: for whoever asks, not for every step. @remarks Source: semantics.md §2.1. */
export function slotStates(scaler: Scaler): SlotStates {
  const { pool, config, provisioner } = scaler;
  const states: SlotStates = {
    idle: pool.readyFree,
    acquired: pool.acquired,
    reserved: pool.unbound,
    pending: pool.waiting.size,
    unready: 0,
    unhealthy: 0,
    unavailable: 0,
  };
  for (const instance of provisioner.instances()) {
    const rest = config.capacityPerInstance - instance.acquiredCount;
    const usable = instance.readiness === 'ready' ? instance.usableCount : 0;
    states[stateOfRest(instance)] += rest - usable;
  }
  return states;
}

/** What the slots of an instance are that have no job and can take none. */
function stateOfRest(instance: Instance): 'unready' | 'unhealthy' | 'unavailable' {
  if (instance.removing || instance.draining || instance.condemned) return 'unavailable';
  if (instance.readiness !== 'ready') return 'unready';
  return instance.suspect ? 'unhealthy' : 'unavailable';
}
