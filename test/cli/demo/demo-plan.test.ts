import { expect, test } from 'vitest';
import { countJobs, demoPlan, fewestJobs } from '../../../cli/demo/demo-plan.ts';

test.each([fewestJobs, fewestJobs + 1, 60])('a plan of %i jobs has as many', (jobs) => {
  expect(countJobs(demoPlan({ jobs, seed: 1 }))).toBe(jobs);
});

test('the same seed gives the same jobs, another one other run times', () => {
  const plan = (seed: number): string => JSON.stringify(demoPlan({ jobs: 20, seed }));
  expect(plan(1)).toBe(plan(1));
  expect(plan(2)).not.toBe(plan(1));
});

test('a larger crowd leaves the other pipelines as they are', () => {
  expect(demoPlan({ jobs: 40, seed: 3 }).slice(0, 3)).toEqual(demoPlan({ jobs: 10, seed: 3 }));
});

test('has a job of every end that a job can come to', () => {
  const ends = demoPlan({ jobs: 12, seed: 1 }).flatMap(({ jobs }) => jobs.map(({ outcome }) => outcome));
  expect([...new Set(ends)].toSorted()).toEqual(['canceled', 'failed', 'skipped', 'success']);
});
