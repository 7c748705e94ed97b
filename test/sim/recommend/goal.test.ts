import { expect, test } from 'vitest';
import { marginsOf, standing, type Goal } from '../../../sim/recommend/goal.ts';
import { parseObjective } from '../../../sim/scenario/parse-objective.ts';
import type { Objective } from '../../../sim/scenario/objective.ts';
import { replicationWith } from './fixture.ts';

function goal(...objectives: string[]): Goal {
  return { objectives: objectives.map((text) => parseObjective(text) as Objective), guards: [], cost: 'billed.hours', wait: 'wait.p95', ceiling: null };
}

const waits = (...values: number[]): ReturnType<typeof replicationWith>[] =>
  values.map((wait, seed) => replicationWith({ 'wait.p95': wait, 'billed.hours': 10, 'jobs.lost': 0 }, seed));

test('an objective is met when the whole 95 % interval is on its good side, not when the mean is', () => {
  const sure = waits(90, 100, 110, 100);
  const unsure = waits(20, 180, 60, 180);
  expect(standing(sure, goal('wait.p95 <= 2m')).violation).toBe(0);
  expect(standing(unsure, goal('wait.p95 <= 2m')).violation).toBeGreaterThan(0);
  expect(standing(unsure, goal('wait.p95 <= 10m')).violation).toBe(0);
});

test('a few runs are lent the interval of a configuration that ran often', () => {
  const margins = marginsOf(waits(60, 140, 100, 100, 80, 120), goal('wait.p95 <= 2m'));
  expect(margins.get('wait.p95')).toBeGreaterThan(0.2);
  expect(standing(waits(110), goal('wait.p95 <= 2m')).violation).toBe(0);
  expect(standing(waits(110), goal('wait.p95 <= 2m'), margins).violation).toBeGreaterThan(0);
});

test('what misses by more stands further away, and each objective counts', () => {
  const at = (wait: number, ...more: string[]): number => standing(waits(wait), goal('wait.p95 <= 1m', ...more)).violation;
  expect(at(70)).toBeLessThan(at(90));
  expect(at(70, 'jobs.lost == 0')).toBe(at(70));
  expect(at(70, 'billed.hours <= 5')).toBeGreaterThan(at(70));
});

test('where nothing was measured nothing is met', () => {
  expect(standing([replicationWith({})], goal('wait.p95 <= 1m')).violation).toBe(1);
});

test('a ceiling is one on the mean', () => {
  const unsure = waits(20, 180, 60, 180);
  expect(standing(unsure, { ...goal(), ceiling: 120 }).violation).toBe(0);
  expect(standing(unsure, { ...goal(), ceiling: 100 }).violation).toBeGreaterThan(0);
});

test('what goes without saying is judged on the mean', () => {
  const unsure = waits(20, 180, 60, 180);
  const guard = (bound: number): Goal => ({ ...goal(), guards: [parseObjective(`wait.p95 <= ${bound}s`) as Objective] });
  expect(standing(unsure, guard(120)).violation).toBe(0);
  expect(standing(unsure, guard(100)).violation).toBeGreaterThan(0);
});
