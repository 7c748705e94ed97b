import { describe, expect, test } from 'vitest';
import { FleetRig, ours, second } from './fleet-rig.ts';
import type { ProviderState } from '../../../core/fleet/instance.ts';
import type { ProvisionerUpstream } from '../../../core/fleet/provisioner-options.ts';

function rigWith(listing: Readonly<Record<string, ProviderState>>, upstream: ProvisionerUpstream = ours): FleetRig {
  const rig = new FleetRig({ upstream });
  for (const [id, state] of Object.entries(listing)) rig.listing.set(id, state);
  return rig.start();
}

describe('resumption', () => {
  test('calls for the suspended instances and ends when all run', () => {
    const rig = rigWith({ a: 'suspended', b: 'suspended' });
    rig.resume('a', 'b');
    rig.run(second);
    rig.listing.set('a', 'running').set('b', 'running');
    rig.run(70 * second);
    expect(rig.story()).toEqual(['discovered a', 'discovered b', 'resume a b', 'running a', 'running b', 'resumed well']);
  });

  test('ends when one of its instances is gone; with pendingForEver it waits on', () => {
    for (const pendingForEver of [false, true]) {
      const rig = rigWith({ a: 'suspended' }, { ...ours, pendingForEver });
      rig.resume('a');
      rig.run(second);
      rig.listing.set('a', 'deleted');
      rig.run(1000 * second);
      expect(rig.times('resumed')).toHaveLength(pendingForEver ? 0 : 1);
    }
  });

  test('is refused for an instance that is being deleted', () => {
    const rig = rigWith({ a: 'suspended' });
    rig.remove('a');
    rig.resume('a');
    expect(rig.story().at(-1)).toBe('resumed instance "a" is being deleted, cannot resume');
  });
});
