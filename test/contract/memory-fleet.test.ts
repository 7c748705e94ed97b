import { describe } from 'vitest';
import type { Fleet } from '../../adapters/fleets/fleet.ts';
import { fleetContract, type FleetSubject } from './fleet.ts';
import { MemoryFleet } from './memory-fleet.ts';

describe('a fleet in memory', () => {
  const lists = new WeakMap<Fleet, Set<string>>();
  const make = (): Promise<FleetSubject> => {
    const instances = new Set<string>();
    const fleet = new MemoryFleet(3, instances);
    lists.set(fleet, instances);
    return Promise.resolve({ fleet, next: new MemoryFleet(3, instances), dispose: () => Promise.resolve() });
  };
  fleetContract(make, (id, { fleet }) => Promise.resolve(void lists.get(fleet)?.delete(id)));
});
