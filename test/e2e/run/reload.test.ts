import { writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { describeWithDocker } from '../../contract/docker-engine.ts';
import { withWorkplaces as test } from './with-workplaces.ts';

await describeWithDocker('the configuration of a running manager', () => {
  describe.concurrent('changes', () => {
    test('SIGHUP puts a changed policy in force at once, and a changed file is noticed without one', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      await place.untilIdle(1);
      place.configure({ policies: [{ idle_count: 3 }] });
      manager.signal('SIGHUP');
      await place.untilIdle(3);
      expect(manager.count(/Configuration loaded/)).toBeGreaterThan(0);

      place.configure({ policies: [{ idle_count: 4 }] });
      await place.untilIdle(4);
    });

    test('a reload leaves running jobs alone', async ({ open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      const running = place.hold();
      await place.untilAtWork(running);
      place.configure({ policies: [{ idle_count: 2 }], runner: { shell: 'bash' } });
      manager.signal('SIGHUP');
      await place.untilIdle(2);
      running.release();
      await place.untilOver(running.job);
      expect(running.job.status).toBe('success');
    });

    test.for([
      ['is no TOML', 'concurrent = [[', /cannot be used/],
      ['has a value of the wrong type', 'concurrent = "many"', /cannot be used/],
      ['is empty', '', /cannot be used/],
    ] as const)('a file that %s changes nothing, and is said', async ([, text, said], { open }) => {
      const place = await open('aws-one-job', { policies: [{ idle_count: 1 }] });
      const manager = await place.start();
      await place.untilIdle(1);
      writeFileSync(place.configFile, text);
      manager.signal('SIGHUP');
      await place.until('it says so', () => manager.lines.some((line) => /not reloaded/.test(line) && said.test(line)));
      const job = place.add(['hostname']);
      await place.untilOver(job);
      expect(job.status).toBe('success');
      await place.untilIdle(1);
      expect(await place.page('/metrics')).toMatch(/^gitlab_runner_configuration_loading_error_total [1-9]/m);
    });
  });
});
