import { expect, test } from 'vitest';
import { jobStatistics } from '../../../sim/measure/job-statistics.ts';
import { simulate } from '../../../sim/simulate.ts';
import { inlinePlan } from './inline-plan.ts';

function lostAndDone({ image, vmImage = '' }: { readonly image?: string; readonly vmImage?: string }): (number | null | undefined)[] {
  const plan = inlinePlan({
    autoscaler: [
      'capacity_per_instance = 2\nmax_instances = 2',
      `[runners.instance]\nallowed_images = ["macos-*"]`,
      `[runners.autoscaler.vm_isolation]\nenabled = true\nnesting_host = "unix:///nesting.sock"\nimage = "${vmImage}"`,
    ].join('\n'),
    policy: 'idle_count = 2\nidle_time = "1h"',
    horizon: '4h',
    stream: `{ arrivals: { type: poisson, rate: 20/h }, job: { duration: 2m${image === undefined ? '' : `, image: ${image}`} } }`,
    fleet: '{ boot: 60s }',
  });
  const values = jobStatistics(simulate(plan, 1).jobs, [{ from: 0, to: Infinity }]);
  return [values.get('jobs.lost'), values.get('jobs.done')];
}

test('jobs of which a scenario says no image run in nested machines: they have one that is let in', () => {
  const [lost, done] = lostAndDone({});
  expect(lost).toBe(0);
  expect(done).toBeGreaterThan(50);
  expect(lostAndDone({ vmImage: 'anything' })).toEqual([lost, done]);
});

test('jobs whose image is not allowed are lost, as at the real runner', () => {
  const [lost, done] = lostAndDone({ image: 'windows-2022' });
  expect(lost).toBeGreaterThan(50);
  expect(done).toBe(0);
  expect(lostAndDone({ image: 'macos-15' })[0]).toBe(0);
});
