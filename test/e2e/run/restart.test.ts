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

function uses(place: Workplace): Record<string, number> {
  return Object.fromEntries((place.stored()?.instances ?? []).map(({ id, useCount }) => [id, useCount]));
}

/** Waits until nothing is on its way and all that is there is idle and stored, and gives its names: while a job runs, one instance more may be asked for. */
async function stored(place: Workplace): Promise<string[]> {
  await place.until('all that is there is idle and stored', async () => {
    const { requested, instances } = (await place.status()).runners[0]!;
    const there = (await place.instances()).length;
    return requested === 0 && instances.every(({ note }) => note === 'idle') && instances.length === there && Object.keys(uses(place)).length === there;
  });
  return names(place);
}

await describeWithDocker('a manager that starts anew', () => {
  describe.concurrent('finds the fleet', () => {
    test('without state_storage it removes what it finds after kill -9 and makes new instances: none is left behind, one that had a job included', async ({
      open,
    }) => {
      const place = await open('aws-one-job', {
        policies: [{ idle_count: 2 }],
      });
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

    test('with state_storage it keeps every instance after kill -9 and goes on counting their uses', async ({ open }) => {
      const place = await open('aws-one-job', {
        autoscaler: { ...kept, max_use_count: 2 },
        policies: [{ idle_count: 2 }],
      });
      const manager = await place.start();
      await place.untilIdle(2);
      const first = place.hold();
      await place.untilAtWork(first);
      const used = first.host!;
      first.release();
      await place.untilOver(first.job);
      await place.until('the use is stored', () => uses(place)[used] === 1 && place.stored()!.instances.every(({ acquiredCount }) => acquiredCount === 0));
      const before = await stored(place);
      await manager.kill();

      await place.start();
      await place.untilIdle(before.length);
      expect(await names(place)).toEqual(before);
      const { instances } = (await place.status()).runners[0]!;
      expect(Object.fromEntries(instances.map(({ id, uses: count }) => [id, count]))).toEqual(
        Object.fromEntries(before.map((id) => [id, id === used ? 1 : 0])),
      );
      // All that is there works at once: the instance that has one use left is among them, and goes with it.
      const held = before.map(() => place.hold());
      await place.untilAtWork(...held);
      expect(new Set(held.map(({ host }) => host))).toEqual(new Set(before));
      for (const job of held) job.release();
      await place.untilOver(...held.map(({ job }) => job));
      await place.until('the instance is used up', async () => !(await names(place)).includes(used));
      expect(before.filter((name) => name !== used).length).toBeGreaterThan(0);
      expect(await names(place)).toEqual(expect.arrayContaining(before.filter((name) => name !== used)));
    });

    test('with state_storage an instance that had a job is removed, and kept with keep_instance_with_acquisitions', async ({ open }) => {
      const outcomes = [false, true].map(async (keep) => {
        const autoscaler = {
          state_storage: {
            enabled: true,
            keep_instance_with_acquisitions: keep,
          },
          max_use_count: 5,
        };
        const place = await open('aws-one-job', {
          autoscaler,
          policies: [{ idle_count: 1 }],
        });
        const manager = await place.start();
        const lost = place.hold();
        await place.untilAtWork(lost);
        await place.untilIdle(1);
        await place.until('both are stored', () => place.stored()?.instances.length === 2 && uses(place)[lost.host!] === 1);
        const before = await names(place);
        await manager.kill();
        await place.start();
        await place.untilIdle(keep ? 2 : 1);
        await place.until('the fleet is what it shall be', async () => (await names(place)).length === (keep ? 2 : 1));
        expect(await names(place)).toEqual(before.filter((name) => keep || name !== lost.host));
      });
      await Promise.all(outcomes);
    });

    test.for([
      ['with', kept],
      ['without', {}],
    ] as const)('%s state_storage nothing is lost or left behind when it is killed in the middle of growing', async ([, autoscaler], { open }) => {
      const place = await open('aws-one-job', {
        autoscaler,
        plugin: { boot: '1s' },
        policies: [{ idle_count: 4 }],
      });
      const manager = await place.start();
      await place.until('some are being made', async () => (await place.instances()).length >= 2);
      await manager.kill();
      await place.start();
      await settled(place, 4);
    });

    test('a shutdown in peace keeps them too, and a torn state file is survived', async ({ open }) => {
      const place = await open('aws-one-job', {
        autoscaler: kept,
        policies: [{ idle_count: 2 }],
      });
      const first = await place.start();
      const before = await settled(place, 2);
      first.signal('SIGQUIT');
      expect(await first.ended).toEqual({ code: 0, signal: null });
      const second = await place.start();
      await place.untilIdle(2);
      expect(await names(place)).toEqual(before);
      await second.kill();

      place.tearState();
      const third = await place.start();
      expect(third.count(/torn/)).toBe(1);
      await place.until('those that are not known any more are gone', async () => (await names(place)).every((name) => !before.includes(name)));
      await settled(place, 2);
    });
  });
});
