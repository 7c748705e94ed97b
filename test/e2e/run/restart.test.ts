import { describe, expect } from 'vitest';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import type { Workplace } from './workplace.ts';
import { withWorkplaces as test } from './with-workplaces.ts';

const kept = { state_storage: { enabled: true } };

async function names(place: Workplace): Promise<string[]> {
  return (await place.instances()).map(({ name }) => name).toSorted();
}

/** Waits until the engine has just the instances that a manager with idle slots alone has, and gives their names. */
async function settled(place: Workplace, count: number): Promise<string[]> {
  await place.untilIdle(count);
  await place.until('no other instance is left', async () => (await place.instances()).length === count);
  return names(place);
}

await describeWithDocker('a manager that starts anew', () => {
  describe.concurrent('finds the fleet', () => {
    test('without state_storage it removes what it finds after kill -9 and makes new instances: none is left behind, one that had a job included', async ({
      open,
    }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 2 }] });
      const manager = await place.start();
      const lost = place.hold();
      await place.untilAtWork(lost);
      await place.untilIdle(2);
      const before = await names(place);
      await manager.kill();
      expect(await names(place)).toEqual(before);

      await place.start();
      await place.until('all from before are gone', async () => (await names(place)).every((name) => !before.includes(name)));
      await settled(place, 2);
      expect(place.stored()).toBe(null);
      const next = place.add(['hostname']);
      await place.untilOver(next);
      expect(next.status).toBe('success');
    });

    test.for([
      ['with', kept],
      ['without', {}],
    ] as const)('%s state_storage nothing is lost or left behind when it is killed in the middle of growing', async ([, autoscaler], { open }) => {
      const place = await open('aws-one-job', { autoscaler, plugin: { boot: '1s' }, policies: [{ idle_count: 4 }] });
      const manager = await place.start();
      await place.until('some are being made', async () => (await place.instances()).length >= 2);
      await manager.kill();
      await place.start();
      await settled(place, 4);
    });
  });
});
