import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import { withWorkplaces as test } from './with-workplaces.ts';

const finalReports = ({ reports }: { readonly reports: readonly { readonly state: string; readonly failureReason: string | null }[] }) =>
  reports.filter(({ state }) => state !== 'running').map(({ state, failureReason }) => [state, failureReason]);

await describeWithDocker('a manager that is told to end', () => {
  describe.concurrent('by a signal', () => {
    test('SIGQUIT lets the running job end, takes no other, leaves the instances and exits with 0', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 2 }] });
      const manager = await place.start();
      await place.untilIdle(2);
      const running = place.hold();
      await place.untilAtWork(running);
      manager.signal('SIGQUIT');
      await place.until('it says what will happen', () => manager.count(/SIGQUIT: .*1 job.* no new one is asked for/) === 1);
      // The request that was open comes to its end, and no other follows.
      await pause(1500);
      const requests = place.requests();
      const late = place.add(['hostname']);
      await pause(1500);
      expect([late.status, place.requests(), manager.hasEnded]).toEqual(['pending', requests, false]);
      running.release();
      expect(await manager.ended).toEqual({ code: 0, signal: null });
      expect([running.job.status, late.status]).toEqual(['success', 'pending']);
      expect((await place.instances()).length).toBeGreaterThan(0);
    });

    test('a job that GitLab gives to the open request while SIGQUIT comes is run to its end', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      await place.untilIdle(1);
      const asked = Promise.withResolvers<undefined>();
      const answered = Promise.withResolvers<undefined>();
      // GitLab has the request, and takes its time to find the job.
      place.coordinator.answer('POST', /^jobs\/request$/, async () => {
        asked.resolve(undefined);
        await answered.promise;
        return 'real' as const;
      });
      await asked.promise;
      const job = place.add(['hostname']);
      manager.signal('SIGQUIT');
      await place.until('it says what it waits for', () => manager.count(/SIGQUIT: .*0 jobs.*what GitLab may have given to an open request/) === 1);
      await pause(300);
      answered.resolve(undefined);
      expect(await manager.ended).toEqual({ code: 0, signal: null });
      expect([job.status, finalReports(job)]).toEqual(['success', [['success', null]]]);
    });

    test('with delete_instances_on_shutdown nothing is left of the fleet', async ({ open }) => {
      const place = await open('aws-one-job', { autoscaler: { delete_instances_on_shutdown: true }, policies: [{ idle_count: 2 }] });
      const manager = await place.start();
      await place.untilIdle(2);
      manager.signal('SIGQUIT');
      expect(await manager.ended).toEqual({ code: 0, signal: null });
      expect(await place.instances()).toEqual([]);
    });

    test('SIGTERM stops the job, which fails with runner_interrupted, and exits with 0', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      const running = place.hold();
      await place.untilAtWork(running);
      manager.signal('SIGTERM');
      expect(await manager.ended).toEqual({ code: 0, signal: null });
      expect(finalReports(running.job)).toEqual([['failed', 'runner_interrupted']]);
      expect(running.job.log.toString()).toMatch(/ERROR: Job failed/);
    });

    test('SIGTERM after SIGQUIT stops the jobs that SIGQUIT waits for, and a GitLab that does not know runner_interrupted hears unknown_failure', async ({
      open,
    }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      place.failureReasons = ['runner_system_failure'];
      const manager = await place.start();
      const running = place.hold();
      await place.untilAtWork(running);
      manager.signal('SIGQUIT');
      await place.until('it waits', () => manager.count(/SIGQUIT: .*1 job/) === 1);
      manager.signal('SIGTERM');
      expect(await manager.ended).toEqual({ code: 0, signal: null });
      expect(finalReports(running.job)).toEqual([['failed', 'unknown_failure']]);
    });

    test('a second SIGTERM ends the program at once, with 1', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      const running = place.hold();
      await place.untilAtWork(running);
      // GitLab does not answer: the outcome cannot be delivered, and the manager would wait for that.
      place.coordinator.answerAlways('PUT', /^jobs\/\d+$/, async ({ signal }): Promise<'hang-up'> => {
        await once(signal, 'abort');
        return 'hang-up';
      });
      manager.signal('SIGTERM');
      await place.until('the job is stopped', () => manager.count(/Job failed/) === 1);
      await pause(300);
      expect(manager.hasEnded).toBe(false);
      const before = performance.now();
      manager.signal('SIGTERM');
      expect(await manager.ended).toEqual({ code: 1, signal: null });
      expect(performance.now() - before).toBeLessThan(1000);
    });
  });
});
