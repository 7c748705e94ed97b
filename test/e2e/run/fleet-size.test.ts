import { describe, expect } from 'vitest';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import { withWorkplaces as test } from './with-workplaces.ts';

await describeWithDocker('drydock run on a fleet of containers', () => {
  describe.concurrent('with one job an instance', () => {
    test('the idle count comes up before any job, jobs run, and each instance is torn down after its use and replaced', async ({ open }) => {
      const place = await open('aws-one-job');
      await place.start();
      await place.untilIdle(5);
      expect(place.coordinator.gitlab.jobs).toEqual([]);
      const first = new Set((await place.instances()).map(({ name }) => name));
      expect(first.size).toBe(5);

      const held = [place.hold(), place.hold(), place.hold()];
      await place.until('three jobs at work', () => held.every(({ host }) => host !== null));
      const used = new Set(held.map(({ host }) => host!));
      expect(used.size).toBe(3);
      expect([...used].every((host) => first.has(host))).toBe(true);

      for (const job of held) job.release();
      await place.untilOver(...held.map(({ job }) => job));
      expect(held.map(({ job }) => job.status)).toEqual(['success', 'success', 'success']);
      await place.until('used instances are gone', async () => (await place.instances()).every(({ name }) => !used.has(name)));
      await place.untilIdle(5);
      const later = (await place.instances()).map(({ name }) => name);
      expect(later.filter((name) => first.has(name)).toSorted()).toEqual([...first].filter((name) => !used.has(name)).toSorted());
    });
  });
});
