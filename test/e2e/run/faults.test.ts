import { describe, expect } from 'vitest';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import { withWorkplaces as test } from './with-workplaces.ts';

await describeWithDocker('what fails around a manager', () => {
  describe.concurrent('is survived', () => {
    test('an instance that is killed from outside takes its job with it, as runner_system_failure, and is replaced', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      await place.start();
      const lost = place.hold();
      await place.untilAtWork(lost);
      await place.untilIdle(1);
      await place.killInstance(lost.host!);
      await place.untilOver(lost.job);
      expect([lost.job.status, lost.job.failureReason]).toEqual(['failed', 'runner_system_failure']);
      await place.until('it is forgotten', async () => (await place.status()).runners[0]!.instances.every(({ id }) => id !== lost.host));
      const next = place.add(['hostname']);
      await place.untilOver(next);
      expect(next.status).toBe('success');
      await place.untilIdle(1);
    });

    test('an idle instance that is killed from outside is replaced', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      await place.start();
      await place.untilIdle(1);
      const { name } = (await place.instances())[0]!;
      await place.killInstance(name);
      await place.until('another one stands there', async () => {
        const { instances } = (await place.status()).runners[0]!;
        return instances.length === 1 && instances[0]!.id !== name && instances[0]!.note === 'idle';
      });
    });

    test('a connection lost in the middle of a script is a system failure, and the instance serves again when it answers', async ({ open }) => {
      const place = await open('aws-five-jobs', { policies: [{ idle_count: 1 }] });
      await place.start();
      await place.untilIdle(1);
      const job = place.add(['echo before', 'sleep 0.5', 'pkill -KILL -u "$(id -u)" sshd', 'sleep 30']);
      await place.untilOver(job);
      expect([job.status, job.failureReason, job.exitCode]).toEqual(['failed', 'runner_system_failure', null]);
      expect(job.log.toString()).toMatch(/before[^]*ERROR: Job failed \(system failure\)/);
      const next = place.add(['echo after']);
      await place.untilOver(next);
      expect(next.status).toBe('success');
    });

    test('an instance whose ready command fails is removed and others come after longer and longer pauses, until the command succeeds', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      const asked: { readonly host: string; readonly at: number }[] = [];
      let good = false;
      place.coordinator.answerAlways('GET', /^\/ready$/, ({ query }) => {
        asked.push({ host: query.get('host')!, at: performance.now() });
        return { status: good ? 200 : 500 };
      });
      const command = `curl -sf "${place.coordinator.url}/ready?host=$(hostname)"`;
      place.configure({ autoscaler: { instance_ready_command: command }, policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      await place.until('three instances have failed', () => asked.length === 3);
      const pauses = asked.slice(1).map(({ at }, index) => at - asked[index]!.at);
      expect(new Set(asked.map(({ host }) => host)).size).toBe(3);
      expect(pauses[0]).toBeGreaterThan(900);
      expect(pauses[1]).toBeGreaterThan(1900);
      await place.until('all of them are removed', async () => (await place.instances()).length === 0);
      expect(place.requests()).toBe(0);
      expect(manager.count(/Preparing an instance failed.*ready command: run exit \(exit code: 22\)/)).toBe(3);

      good = true;
      const job = place.add(['hostname']);
      await place.untilOver(job);
      expect(job.status).toBe('success');
    });

    test('while GitLab is away a job goes on, its log and its outcome are delivered when it is back, and the next job is taken', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      await place.untilIdle(1);
      const ended = place.add(['echo first', 'sleep 5', 'echo second']);
      const going = place.add(['echo first', 'sleep 9', 'echo second']);
      await place.until('both run', () => [ended, going].every(({ log }) => log.includes('first')));
      await place.coordinator.close();
      await place.until('the first job has ended', () => manager.count(/Job succeeded.*job=1/) === 1);
      await place.until('requests for jobs fail', () => manager.count(/Checking for jobs\.\.\. failed/) > 0);
      await place.coordinator.gitlab.listen();
      const next = place.add(['hostname']);
      await place.untilOver(ended, going, next);
      expect([ended, going, next].map(({ status }) => status)).toEqual(['success', 'success', 'success']);
      for (const { log } of [ended, going]) expect(log.toString()).toMatch(/first[^]*second[^]*Job succeeded/);
      expect(manager.hasEnded).toBe(false);
    });
  });
});
