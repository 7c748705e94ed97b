import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Comparison } from '../../sim/measure/comparison.ts';
import type { Result } from '../../sim/measure/result.ts';
import type { SweepReport } from '../../sim/measure/sweep/sweep-report.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const today = write('config.toml', smallConfig);
const fewer = write('fewer.toml', smallConfig.replace('max_instances = 4', 'max_instances = 2'));
const price = 'fleet: { preset: generic, price: { currency: USD, per_instance_hour: 0.5, source: "a test" } }\n';
const scenario = write('small.yaml', smallScenario(price));
const here = ['--workers', '0'];

async function result(...args: string[]): Promise<Result> {
  return JSON.parse((await sim(['run', scenario, '--json', ...here, ...args])).stdout) as Result;
}

test('sim run --baselines has a static fleet that is no slower and what no fleet can do without, for the same decisions', async () => {
  const [plain, measured] = [await result(), await result('--baselines')];
  expect(measured.hash).toBe(plain.hash);
  expect(Object.keys(plain.metrics).filter((name) => /^(static|clairvoyant)\./.test(name))).toEqual([]);
  const value = (name: string): number => measured.metrics[name]!.value!;
  expect(value('static.wait_p95')).toBeLessThanOrEqual(value('wait.p95'));
  expect(value('static.hours')).toBeCloseTo(value('static.instances') * 1.5, 9);
  expect(value('static.cost_per_month')).toBeCloseTo(value('static.instances') * 730 * 0.5, 9);
  expect(value('clairvoyant.hours')).toBeGreaterThan(0);
  expect(value('clairvoyant.hours')).toBeLessThan(value('billed.hours'));
  expect(value('clairvoyant.cost_per_month') / value('cost.per_month')).toBeCloseTo(value('clairvoyant.hours') / value('billed.hours'), 6);
});

test('the summary and every report show them, and say how to have them where they are missing', async () => {
  const file = join(today, '../result.json');
  const { stdout } = await sim(['run', scenario, '--baselines', '-o', file, ...here]);
  for (const words of ['BASELINES ', 'as simulated', 'no slower', 'clairvoyant, the same waits']) expect(stdout).toContain(words);
  for (const form of ['md', 'html']) expect((await sim(['report', file, '-f', form])).stdout).toMatch(/static fleet of [\d.]+, no slower/);
  for (const form of ['csv', 'json']) expect((await sim(['report', file, '-f', form])).stdout).toContain('clairvoyant.hours');
  expect((await sim(['report', file, '-f', 'openmetrics'])).stdout).toContain('sim_clairvoyant_hours{');
  expect((await sim(['report', file, '-f', 'html'])).stdout).toContain('small.yaml --seed 1 --replications 2 --baselines');
  await sim(['run', scenario, '-o', file, ...here]);
  expect((await sim(['report', file, '-f', 'html'])).stdout).toContain('Not measured: <code>sim run --baselines</code> does.');
});

test('sim diff has the baselines of both sides, with the interval of their difference', async () => {
  const args = ['diff', today, fewer, '--scenario', scenario, ...here];
  expect((await sim(args)).stdout).toMatch(/BASELINES {2}static\.instances/);
  const { metrics } = JSON.parse((await sim([...args, '--json'])).stdout) as Comparison;
  expect(metrics['static.instances']).toMatchObject({ better: null });
  expect(metrics['clairvoyant.hours']!.difference.n).toBe(2);
});

test('sim sweep lays today beside the baselines', async () => {
  const args = ['sweep', scenario, '--axis', 'runners.autoscaler.max_instances=2,3', ...here];
  expect((await sim(args)).stdout).toMatch(/TODAY {5}.*wait\.p95 {3}hours paid {3}a month\n {4}as simulated/);
  const { results } = JSON.parse((await sim([...args, '-f', 'json'])).stdout) as SweepReport;
  expect(results.map(({ metrics }) => metrics['clairvoyant.hours'] !== undefined)).toEqual([true, false, false]);
});

test('an objective cannot be on a baseline', async () => {
  const { code, stderr } = await sim(['run', write('bad.yaml', smallScenario('slo: [ static.instances <= 3 ]\n')), ...here]);
  expect(code).toBe(104);
  expect(stderr).toContain('static.instances is what a fleet is measured against, not a figure of it');
});
