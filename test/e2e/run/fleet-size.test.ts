import { describe, expect } from 'vitest';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import { withWorkplaces as test } from './with-workplaces.ts';

await describeWithDocker('drydock run on a fleet of containers', () => {
  describe.concurrent('follows the page', () => {
    test('the idle count comes up before any job, jobs run, and each instance is torn down after its use and replaced', async ({ open }) => {
      const place = await open('aws-one-job');
      await place.start();
      await place.untilIdle(5);
      expect(place.coordinator.gitlab.jobs).toEqual([]);
      const first = new Set((await place.instances()).map(({ name }) => name));
      expect(first.size).toBe(5);

      const held = [place.hold(), place.hold(), place.hold()];
      await place.untilAtWork(...held);
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

    test('with a capacity of five, five jobs are at work on one instance at once, the sixth is on another, and no use wears an instance out', async ({
      open,
    }) => {
      const place = await open('aws-five-jobs');
      await place.start();
      await place.untilIdle(1);
      const five = Array.from({ length: 5 }, () => place.hold());
      await place.untilAtWork(...five);
      const [host] = five.map((job) => job.host);
      expect(five.map((job) => job.host)).toEqual(Array(5).fill(host));

      const sixth = place.hold();
      await place.untilAtWork(sixth);
      expect(sixth.host).not.toBe(host);
      for (const job of [...five, sixth]) job.release();
      await place.untilOver(...[...five, sixth].map(({ job }) => job));

      const again = place.hold();
      await place.untilAtWork(again);
      expect(again.host).toBe(host);
      again.release();
      await place.untilOver(again.job);
    });

    test('in preemptive mode no job is requested before an idle instance is there', async ({ open }) => {
      const place = await open('aws-five-jobs', { plugin: { boot: '2s' }, policies: [{ preemptive_mode: true }] });
      const job = place.add(['hostname']);
      const requested = Promise.withResolvers<number>();
      place.coordinator.answer('POST', /^jobs\/request$/, async (): Promise<'real'> => {
        requested.resolve((await place.status()).runners[0]!.instances.filter(({ note }) => note === 'idle').length);
        return 'real';
      });
      await place.start();
      await place.until('the instance boots', async () => (await place.instances()).length === 1);
      expect(job.status).toBe('pending');
      expect(await requested.promise).toBe(1);
      await place.untilOver(job);
      expect(job.status).toBe('success');
    });

    test('without preemptive mode jobs are requested up to max_instances × capacity before there is an instance, and start later', async ({ open }) => {
      const place = await open('aws-five-jobs', {
        autoscaler: { max_instances: 2 },
        plugin: { boot: '2s' },
        policies: [{ idle_count: 0, preemptive_mode: false }],
      });
      const held = Array.from({ length: 12 }, () => place.hold());
      const taken = (): number => held.filter(({ job }) => job.status !== 'pending').length;
      await place.start();
      await place.until('ten jobs in hand', () => taken() === 10);
      const { runners } = await place.status();
      expect(runners[0]!.instances.filter(({ state }) => state === 'running')).toEqual([]);

      await place.untilAtWork(...held.slice(0, 10));
      expect(new Set(held.slice(0, 10).map(({ host }) => host)).size).toBe(2);
      expect(taken()).toBe(10);
      for (const job of held) job.release();
      await place.untilOver(...held.map(({ job }) => job));
      expect(new Set(held.map(({ job }) => job.status))).toEqual(new Set(['success']));
    });

    test('two runners in one file share concurrent', async ({ open }) => {
      const place = await open('aws-five-jobs', { top: { concurrent: 3 } }, { runners: 2 });
      await place.start();
      await place.untilIdle(1);
      await place.untilIdle(1, 1);
      const tagged = (runner: number) => place.hold({}, { tags: [place.places[runner]!.tag] });
      const held = [tagged(0), tagged(0), tagged(1), tagged(1), tagged(1)];
      const working = () => held.filter(({ host, job }) => host !== null && !job.isOver);
      for (let left = held.length; left > 0; left--) {
        await place.until('as many jobs at work as concurrent allows', () => working().length === Math.min(3, left));
        expect(held.filter(({ job }) => job.isOpen)).toHaveLength(Math.min(3, left));
        working()[0]!.release();
        await place.until('one job less', () => held.filter(({ job }) => !job.isOver).length === left - 1);
      }
      const groups = held.map(({ host }) => place.places.findIndex(({ group }) => host!.startsWith(group)));
      expect(groups).toEqual([0, 0, 1, 1, 1]);
    });
  });
});
