import { expect, test } from 'vitest';
import { simulate } from '../../../sim/simulate.ts';
import type { WorldOptions } from '../../../sim/world/world.ts';
import { inlinePlan } from './inline-plan.ts';

const crowd = (at: string, duration: string): string => `{ arrivals: { type: burst, at: ["+${at}"], jobs: 1 }, job: { duration: ${duration} } }`;

/** When each of two jobs that meet on one instance ends, in seconds since the first one's arrival. */
function ends(options: WorldOptions = {}): number[] {
  const plan = inlinePlan({
    autoscaler: 'capacity_per_instance = 2\nmax_use_count = 0\nmax_instances = 1',
    policy: 'idle_count = 2\nidle_time = "1h"',
    horizon: '1h',
    stream: `${crowd('1000s', '100s')}, ${crowd('1040s', '120s')}`,
    fleet: '{ boot: 10s, contention: { model: linear, per_extra_job: 50% } }',
  });
  const { jobs } = simulate(plan, 1, options);
  return [0, 1].map((job) => Math.round(((jobs.endedAt[job]! - jobs.startedAt[0]!) / 1000) * 10) / 10);
}

// The first is alone for 40 s and has 60 s of work left; beside the second these take 90 s. By then the second has done 60 s of its 120 s, and the rest alone.
const expected = [130, 190];

test('jobs that share an instance slow each other down while they do', () => {
  expect(ends()).toEqual(expected);
});

test('so do jobs whose machines run step by step', () => {
  expect(ends({ unfold: true })).toEqual(expected);
});
