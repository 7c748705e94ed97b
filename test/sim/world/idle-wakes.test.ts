import { expect, test } from 'vitest';
import { simulate } from '../../../sim/simulate.ts';
import { inlinePlan } from './inline-plan.ts';

test('nobody wakes for the deadline of a job that has its slot', () => {
  const plan = inlinePlan({
    autoscaler: 'capacity_per_instance = 1\nmax_instances = 20\nmax_use_count = 1\ninstance_acquire_timeout = "10m"',
    policy: 'idle_count = 0\nidle_time = "5m"',
    horizon: '1h',
    stream: '{ arrivals: { type: burst, at: ["+1m", "+20m"], jobs: 10 }, job: { duration: 30s } }',
    fleet: '{ boot: 1m, delete: 10s }',
    gitlab: '{ latency: 0s }',
    requestConcurrency: 20,
  });
  const idleWakes: number[] = [];
  const { jobs } = simulate(plan, 1, {
    onStep: ({ kind, at }, effects) => {
      if (kind === 'wake' && effects.every((effect) => effect.kind === 'wake')) idleWakes.push(at);
    },
  });
  const waits = Array.from(jobs.startedAt, (startedAt, job) => startedAt - jobs.arrivalAt[job]!);
  expect(Math.min(...waits)).toBeGreaterThan(60_000);
  expect(idleWakes).toEqual([]);
});
