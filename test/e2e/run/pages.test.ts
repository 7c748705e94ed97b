import { describe, expect } from 'vitest';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import { withWorkplaces as test } from './with-workplaces.ts';

await describeWithDocker('a manager at work', () => {
  describe.concurrent('answers', () => {
    test('its pages show the job and the instances, and no token', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 2 }] });
      await place.start();
      const running = place.hold({ variables: { CI_JOB_URL: 'https://gitlab.example.com/demo/project/-/jobs/1' } });
      await place.untilAtWork(running);
      await place.untilIdle(2);
      const paths = ['/', '/metrics', '/debug/jobs/list', '/debug/process/state', '/health/ready', '/status', '/status.json'];
      const pages = Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await place.page(path)] as const)));
      expect(pages['/health/ready']).toBe('ready\n');
      expect(pages['/debug/process/state']).toBe('running\n');
      expect(pages['/debug/jobs/list']).toMatch(
        /^url=https:\/\/gitlab\.example\.com\/demo\/project\/-\/jobs\/1 state=running stage=step_script executor_stage=instance_run duration=\S+\n$/,
      );
      expect(pages['/metrics']).toMatch(/^gitlab_runner_jobs\{.*state="running".*\} 1$/m);
      expect(pages['/metrics']).toMatch(/^fleeting_provisioner_instances\{.*state="running".*\} 3$/m);
      expect(pages['/status']).toContain(running.host!);
      for (const text of Object.values(pages)) for (const secret of place.secrets()) expect(text).not.toContain(secret);
      running.release();
      await place.untilOver(running.job);
      await place.until('the job is gone from the list', async () => (await place.page('/debug/jobs/list')) === '');
    });

    test('its log names runners and jobs by what is no secret, in debug and as JSON too', async ({ open }) => {
      const place = await open('aws-one-job', { top: { log_level: 'debug', log_format: 'json' }, policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      const job = place.add(['echo "$CI_JOB_TOKEN"', 'exit 3']);
      await place.untilOver(job);
      expect([job.failureReason, job.exitCode]).toEqual(['script_failure', 3]);
      expect(job.log.toString()).toContain('[MASKED]');
      const said = manager.lines.join('\n');
      expect(said).toContain(place.places[0]!.token.slice(5, 14));
      for (const secret of place.secrets()) expect(said + job.log.toString()).not.toContain(secret);
    });
  });
});
