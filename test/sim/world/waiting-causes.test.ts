import { expect, test } from 'vitest';
import { simulate } from '../../../sim/simulate.ts';
import type { RunRecord } from '../../../sim/measure/run-record.ts';
import { inlinePlan } from './inline-plan.ts';

function run(api: string): RunRecord {
  const plan = inlinePlan({
    autoscaler: 'capacity_per_instance = 1\nmax_use_count = 1\nmax_instances = 50',
    policy: 'idle_count = 0\nidle_time = "5m"',
    horizon: '4h',
    stream: '{ arrivals: { type: poisson, rate: 30/h }, job: { duration: 2m } }',
    fleet: `{ boot: 60s, delete: 10s, api: ${api} }`,
  });
  return simulate(plan, 1);
}

test('jobs that wait while the fleet pauses after failed calls wait for a fault, though no fault was scheduled', () => {
  const calm = run('{ errors: 0% }').why;
  expect(calm.fault).toBe(0);
  const failing = run('{ errors: 50% }');
  expect(failing.api.failed).toBeGreaterThan(100);
  // Instances come later than they would, and what is lost so is laid at the fault's door.
  const total = (why: RunRecord['why']): number => Object.values(why).reduce((sum, span) => sum + span, 0);
  expect(failing.why.fault).toBeGreaterThan(0.3 * (total(failing.why) - total(calm)));
});

test('jobs that wait while concurrent is used up wait for that limit, though preemptive mode would hold them back too', () => {
  const plan = (concurrent: number, policy: string): RunRecord['why'] =>
    simulate(
      inlinePlan({
        concurrent,
        autoscaler: 'capacity_per_instance = 2\nmax_instances = 3',
        policy: `idle_count = 2\nidle_time = "1h"\npreemptive_mode = ${policy}`,
        horizon: '4h',
        stream: '{ arrivals: { type: burst, at: ["+1h"], jobs: 24, over: 10m }, job: { duration: 20m } }',
        fleet: '{ boot: 60s }',
      }),
      1,
    ).why;
  // Two instances are all that four jobs at a time fill; a third has room and nobody wants it.
  const preemptive = plan(4, 'true');
  expect(preemptive.limit).toBeGreaterThan(10 * preemptive.policy);
  expect(plan(4, 'false').policy).toBe(0);
});
