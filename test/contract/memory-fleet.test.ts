import { describe } from 'vitest';
import { fleetContract } from './fleet.ts';
import { MemoryFleet } from './memory-fleet.ts';

describe('a fleet in memory', () => {
  fleetContract(() => {
    const instances = new Set<string>();
    return Promise.resolve({
      fleet: new MemoryFleet(3, instances),
      again: () => new MemoryFleet(3, instances),
      kill: (id) => Promise.resolve(void instances.delete(id)),
      dispose: () => Promise.resolve(),
    });
  });
});
