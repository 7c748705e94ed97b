import type { Scaler } from './scaler.ts';
import type { StoredInstance } from './stored-instance.ts';

/**
 * What state_storage keeps of a fleet: the instances that serve, and what an earlier manager knew of those that have not been seen yet, or have not been brought up
 * again: a manager that is restarted twice in a row forgets nothing. Nothing without state_storage.
 *
 * @remarks Source: semantics.md §2.11.
 */
export function instancesToStore({ config, provisioner, stored }: Scaler): StoredInstance[] {
  if (!config.stateStorage) return [];
  const seen: StoredInstance[] = [];
  for (const { id, readiness, removing, restored, restoredJobs, useCount, acquiredCount } of provisioner.instances()) {
    if (readiness === 'ready') seen.push({ id, useCount, acquiredCount });
    else if (restored && !removing) seen.push({ id, useCount, acquiredCount: restoredJobs });
  }
  return [...stored.values(), ...seen];
}
