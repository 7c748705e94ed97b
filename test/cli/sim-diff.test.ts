import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Comparison } from '../../sim/measure/comparison.ts';
import type { Result } from '../../sim/measure/result.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim, type Outcome } from './memory-io.ts';

const write = folder();
const today = write('config.toml', smallConfig);
const fewer = write('fewer.toml', smallConfig.replace('max_instances = 4', 'max_instances = 1').replace('concurrent = 4', 'concurrent = 1'));
const here = join(today, '..');
const price = 'fleet: { preset: generic, price: { currency: USD, per_instance_hour: 1, source: "a test" } }\n';
const scenario = write('small.yaml', smallScenario(`${price}slo: [ wait.p95 <= 5m ]\n`).replace('replications: 2', 'replications: 6'));

function diff(...args: string[]): Promise<Outcome> {
  return sim(['diff', ...args, '--workers', '0']);
}

async function comparison(...args: string[]): Promise<Comparison> {
  return JSON.parse((await diff(...args, '--json')).stdout) as Comparison;
}

test('a configuration laid beside itself is the same in every decision, which exits with 0', async () => {
  const { code, stdout } = await diff(today, today, '--scenario', scenario, '--detailed-exitcode');
  expect(code).toBe(0);
  expect(stdout).toContain('NO DIFFERENCE: every decision of every replication is the same');
});

test('a smaller fleet makes its jobs wait longer beyond chance, which exits with 2 where that is asked for', async () => {
  const { code, stdout } = await diff(today, fewer, '--scenario', scenario, '--detailed-exitcode');
  expect(code).toBe(2);
  expect(stdout).toMatch(/wait\.p95 .* \+\S+ \[\+\S+ … \+\S+\] .* B is worse/);
  expect(stdout).toMatch(/wait\.p95 <= 5m {2}✓ \S+ {2}✗ \S+/);
  expect((await diff(today, fewer, '--scenario', scenario)).code).toBe(0);
});

test('both sides run on the same seeds, so the difference is that of each seed', async () => {
  const { a, b, paired, metrics } = await comparison(today, fewer, '--scenario', scenario);
  expect([a.seed, a.replications, b.seed, b.replications, paired]).toEqual([1, 6, 1, 6, true]);
  const runs = await Promise.all([[], ['--set', 'runners.autoscaler.max_instances=1', '--set', 'concurrent=1']].map((set) => run(...set)));
  const [first, second] = runs.map((result) => result.metrics['wait.p95']!.values!.map((value) => value!));
  const mean = first!.reduce((sum, value, index) => sum + second![index]! - value, 0) / 6;
  expect(metrics['wait.p95']!.difference.value).toBeCloseTo(mean, 6);
});

async function run(...args: string[]): Promise<Result> {
  return JSON.parse((await sim(['run', scenario, '--json', '--workers', '0', ...args])).stdout) as Result;
}

test('pairs of seeds show what means alone do not: a little less to boot', async () => {
  const quicker = write(
    'quicker.yaml',
    smallScenario(`${price.replace('generic', 'generic, boot: 58s')}slo: [ wait.p95 <= 5m ]\n`).replace('replications: 2', 'replications: 6'),
  );
  const { metrics } = await comparison(scenario, quicker);
  const { a, b, difference } = metrics['wait.mean']!;
  expect(difference.verdict).toBe('lower');
  expect(a.lo! < b.hi! && b.lo! < a.hi!).toBe(true);
});

test('two results of the same seeds are paired without a run; the comparison is that of their scenarios', async () => {
  const files = ['a.json', 'b.json'].map((name) => join(here, name));
  await sim(['run', scenario, '-o', files[0]!, '--baselines', '--workers', '0']);
  await sim(['run', scenario, '-o', files[1]!, '--baselines', '--set', 'runners.autoscaler.max_instances=1', '--set', 'concurrent=1', '--workers', '0']);
  const ofResults = await comparison(...files);
  const ofFiles = await comparison(today, fewer, '--scenario', scenario);
  expect(ofResults.paired).toBe(true);
  expect(ofResults.metrics).toEqual(ofFiles.metrics);
});

test('results of other seeds, and results of before, are not paired, and it says so', async () => {
  const [first, second] = [await run(), await run('--seed', '100')];
  const old = { ...first, metrics: Object.fromEntries(Object.entries(first.metrics).map(([name, metric]) => [name, { ...metric, values: undefined }])) };
  const files = [first, second, old].map((result, index) => {
    const file = join(here, `other-${index}.json`);
    writeFileSync(file, JSON.stringify(result));
    return file;
  });
  expect((await diff(files[0]!, files[1]!)).stdout).toContain('A 6 seeds (1 to 6), B 6 seeds (100 to 105), not paired');
  expect((await comparison(files[0]!, files[2]!)).paired).toBe(false);
  const { difference } = (await comparison(files[0]!, files[1]!)).metrics['wait.p95']!;
  expect(difference.lo! < difference.value! && difference.value! < difference.hi!).toBe(true);
});

test('a result beside a scenario: the scenario runs on the seeds of the result', async () => {
  const file = join(here, 'five.json');
  await sim(['run', scenario, '-o', file, '--seed', '9', '--replications', '3', '--workers', '0']);
  const { b, differ } = await comparison(file, scenario);
  expect([b.seed, b.replications, differ]).toEqual([9, 3, false]);
});

test('one seed has no interval, and a difference that it shows is one', async () => {
  const { code, stdout } = await diff(today, fewer, '--scenario', scenario, '--replications', '1', '--detailed-exitcode');
  expect(code).toBe(2);
  expect(stdout).toContain('one seed: no interval');
});

test('what differs by chance alone is called not significant', async () => {
  const [first, second] = ['first.json', 'second.json'].map((name) => join(here, name));
  await sim(['run', scenario, '-o', first!, '--workers', '0']);
  await sim(['run', scenario, '-o', second!, '--seed', '50', '--workers', '0']);
  const { stdout } = await diff(first!, second!);
  expect(stdout).toMatch(/run\.p50 .* not significant/);
});

test('any number of workers gives the same bytes', async () => {
  const outputs = await Promise.all(['0', '2'].map((workers) => sim(['diff', today, fewer, '--scenario', scenario, '--json', '--workers', workers])));
  expect(outputs[0]!.stdout.length).toBeGreaterThan(1000);
  expect(outputs[1]!.stdout).toBe(outputs[0]!.stdout);
});

test('no path is in the comparison', async () => {
  expect((await diff(today, fewer, '--scenario', scenario, '--json')).stdout).not.toContain(here);
});

test('a configuration without a scenario is told how to name one', async () => {
  const { code, stderr } = await diff(today, fewer);
  expect(code).toBe(2);
  expect(stderr).toContain('--scenario');
});

test('with --detailed-exitcode a wrong command line exits with 1, since 2 says that they differ', async () => {
  expect((await diff(today, fewer, '--detailed-exitcode')).code).toBe(1);
  expect((await diff(today, join(here, 'nowhere.toml'), '--scenario', scenario, '--detailed-exitcode')).code).toBe(1);
  expect((await diff(today, '--detailed-exitcode')).code).toBe(1);
  expect((await diff(today)).code).toBe(2);
});

test('bad input exits with 104 and says where', async () => {
  const bad = write('bad.yaml', smallScenario('replicas: 3\n'));
  const { code, stderr } = await diff(scenario, bad, '--detailed-exitcode');
  expect(code).toBe(104);
  expect(stderr).toMatch(/bad\.yaml:\d+:\d+/);
  const broken = write('broken.json', '{}');
  expect((await diff(broken, scenario)).code).toBe(104);
});

test('one side may come by standard input, a result or a scenario', async () => {
  const result = (await sim(['run', scenario, '--json', '--workers', '0'])).stdout;
  const own = (await diff(scenario, today, '--scenario', scenario)).stdout.match(/hash A (\w+)/)![1]!;
  const other = await sim(['diff', '-', fewer, '--scenario', scenario, '--workers', '0'], { stdin: result });
  expect([other.code, other.stdout]).toEqual([0, expect.stringContaining(`hash A ${own} `)]);
});
