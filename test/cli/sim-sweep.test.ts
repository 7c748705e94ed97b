import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../sim/measure/result.ts';
import type { SweepReport } from '../../sim/measure/sweep/sweep-report.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim, type Outcome } from './memory-io.ts';

const write = folder();
const here = join(write('config.toml', smallConfig), '..');
const price = 'fleet: { preset: generic, price: { currency: USD, per_instance_hour: 1, source: "a test" } }\n';
const scenario = write('small.yaml', smallScenario(`${price}slo: [ wait.p95 <= 2m ]\n`));
const instances = 'runners.autoscaler.max_instances';
const axes = ['--axis', `${instances}=1,2,4`, '--axis', 'runners.autoscaler.policy.0.idle_count=0,1'];

function sweep(...args: string[]): Promise<Outcome> {
  return sim(['sweep', scenario, ...axes, ...(args.includes('--workers') ? [] : ['--workers', '0']), ...args]);
}

async function report(...args: string[]): Promise<SweepReport> {
  return JSON.parse((await sweep('-f', 'json', ...args)).stdout) as SweepReport;
}

function path(name: string): string {
  return join(here, name);
}

test('a sweep has a row for today and one for each point of its grid, relative to today', async () => {
  const { code, stdout } = await sweep();
  expect(code).toBe(0);
  const rows = stdout.split('\n').filter((line) => /^ {2}[ *][ >] (today|\d)/.test(line));
  expect(rows).toHaveLength(7);
  expect(rows[0]).toContain('today');
  expect(stdout).toMatch(/ 1 +1 +0 +\S+ +\+\S+ %/);
});

test('a point has the very figures of sim run with its settings', async () => {
  const { results } = await report();
  const point = results[3]!;
  const set = point.set.flatMap(({ path: key, value }) => ['--set', `${key}=${value as string}`]);
  const run = JSON.parse((await sim(['run', scenario, '--json', '--workers', '0', ...set])).stdout) as Result;
  expect(point.hash).toBe(run.hash);
  expect(point.slo).toEqual(run.slo);
  expect(point.metrics).toEqual({ ...run.metrics, 'instances.busy': { ...run.metrics['instances.busy'], histogram: undefined } });
});

test('the difference to today is that of pairs of the same seeds', async () => {
  const { results } = await report('--replications', '4');
  const values = (index: number): number[] => results[index]!.metrics['wait.p95']!.values!.map((value) => value!);
  const today = values(0);
  const mean = values(1).reduce((sum, value, index) => sum + value - today[index]!, 0) / 4;
  expect(results[1]!.against_today.wait.difference.value).toBeCloseTo(mean, 6);
});

test('any number of workers gives the same bytes, printed and in the file', async () => {
  const outputs = [];
  for (const workers of ['0', '1', '2']) {
    const file = path(`workers-${workers}.jsonl`);
    const { stdout } = await sweep('--workers', workers, '-o', file, '-f', 'json');
    outputs.push(stdout + readFileSync(file, 'utf8'));
  }
  expect(outputs[0]!.split('\n').length).toBeGreaterThan(8);
  expect(new Set(outputs).size).toBe(1);
});

test('shards, merged in any order, are byte for byte the file of one machine', async () => {
  const whole = path('whole.jsonl');
  const { stdout } = await sweep('-o', whole);
  const shards = [];
  for (const part of [1, 2, 3]) {
    shards.push(path(`shard-${part}.jsonl`));
    const outcome = await sweep('--shard', `${part}/3`, '-o', shards.at(-1)!);
    expect([outcome.code, outcome.stdout]).toEqual([0, '']);
  }
  const merged = await sim(['merge', ...shards.toReversed(), '-o', path('merged.jsonl')]);
  expect(merged.stdout).toBe(stdout);
  expect(readFileSync(path('merged.jsonl'), 'utf8')).toBe(readFileSync(whole, 'utf8'));
});

test('wherever a kill cuts its file, the same command goes on to the same bytes', async () => {
  const whole = path('uncut.jsonl');
  const { stdout } = await sweep('-o', whole);
  const bytes = readFileSync(whole, 'utf8');
  const lines = bytes.split('\n').map((line) => line.length + 1);
  for (const cut of [0, 10, lines[0]! - 1, lines[0]!, lines[0]! + 1, lines[0]! + lines[1]!, Math.floor(bytes.length * 0.6), bytes.length - 1, bytes.length]) {
    const file = path(`cut-${cut}.jsonl`);
    writeFileSync(file, bytes.slice(0, cut));
    expect((await sweep('-o', file)).stdout).toBe(stdout);
    expect(readFileSync(file, 'utf8')).toBe(bytes);
  }
});

test('a sweep whose file is whole is shown again without a run, also on threads', async () => {
  const file = path('whole.jsonl');
  const { stdout } = await sweep('-o', file);
  expect(await sim(['sweep', scenario, ...axes, '-o', file, '--workers', '2'])).toMatchObject({ code: 0, stdout });
});

test('an interrupted sweep exits with 105, keeps whole points in order, and goes on', async () => {
  const file = path('interrupted.jsonl');
  const args = ['sweep', scenario, ...axes, '-o', file, '--replications', '10', '--set', 'clock.horizon=20h'];
  const first = await sim([...args, '--workers', '1'], { interruptWhen: () => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > 2 });
  expect(first.code).toBe(105);
  expect(first.stderr).toContain('the same command goes on from there');
  const count = readFileSync(file, 'utf8').trimEnd().split('\n').length;
  expect(count).toBeLessThan(8);
  const second = await sim([...args, '--workers', '0']);
  expect(second.stderr).toContain(`${count - 1} points are in`);
  await sim([...args.map((arg) => (arg === file ? path('at-once.jsonl') : arg)), '--workers', '0']);
  expect(readFileSync(file, 'utf8')).toBe(readFileSync(path('at-once.jsonl'), 'utf8'));
});

test('a file of another sweep, or of something else, is left as it is', async () => {
  const file = path('other.jsonl');
  await sweep('-o', file);
  const before = readFileSync(file, 'utf8');
  const { code, stderr } = await sweep('-o', file, '--seed', '5');
  expect([code, readFileSync(file, 'utf8')]).toEqual([2, before]);
  expect(stderr).toContain('(inputs, seed differ)');
  const notes = write('notes.txt', 'milk, bread');
  expect((await sweep('-o', notes)).code).toBe(2);
  expect(readFileSync(notes, 'utf8')).toBe('milk, bread');
});

test('the front is what no other point beats, and the objective of the scenario picks the best that will do', async () => {
  const own = write(
    'own.yaml',
    smallScenario(
      `${price}slo: [ wait.p95 <= 2m ]\nsweep:\n  grid:\n    ${instances}: [1, 2, 4]\n    concurrent: { follow: ${instances} }\n  objective: { minimize: cost.per_month, subject_to: slo }\n`,
    ),
  );
  const { results, front, best } = JSON.parse((await sim(['sweep', own, '-f', 'json', '--workers', '0'])).stdout) as SweepReport;
  const cost = (index: number): number => results[index]!.metrics['cost.per_month']!.value!;
  const wait = (index: number): number => results[index]!.metrics['wait.p95']!.value!;
  for (const { index } of results) {
    const isBeaten = results.some((other) => cost(other.index) <= cost(index) && wait(other.index) < wait(index));
    expect(front.includes(index)).toBe(!isBeaten);
  }
  expect(results[1]!.meets).toBe(false);
  const will = results.filter(({ meets }) => meets === true).map(({ index }) => index);
  expect(will.length).toBeGreaterThan(0);
  expect(cost(best!)).toBe(Math.min(...will.map(cost)));
  expect(results.slice(1).map(({ set }) => set.map(({ value }) => value))).toEqual([
    [1, 1],
    [2, 2],
    [4, 4],
  ]);
});

test('values of a scenario, whole distributions too, make an axis', async () => {
  const { results } = JSON.parse(
    (await sim(['sweep', scenario, '--axis', 'fleet.boot=[30s, { p50: 3m, p95: 8m }]', '-f', 'json', '--workers', '0'])).stdout,
  ) as SweepReport;
  const boots = results.map(({ metrics }) => metrics['boot.p50']!.value!);
  expect(boots[1]).toBeLessThan(boots[0]!);
  expect(boots[2]).toBeGreaterThan(boots[0]!);
});

test('an axis may follow another from the command line', async () => {
  const { stdout } = await sim(['sweep', scenario, '--axis', `${instances}=1,2`, '--axis', `concurrent=@${instances}`, '-f', 'json', '--workers', '0']);
  expect((JSON.parse(stdout) as SweepReport).results[2]!.set).toEqual([
    { path: instances, value: '2' },
    { path: 'concurrent', value: '2' },
  ]);
});

test('the table for spreadsheets has a row a point, with the ends of the intervals', async () => {
  const { stdout } = await sweep('-f', 'csv');
  const [head, ...rows] = stdout
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  expect(head!.slice(0, 5)).toEqual(['point', instances, 'runners.autoscaler.policy.0.idle_count', 'front', 'meets_slo']);
  expect(rows).toHaveLength(7);
  expect(rows[2]!.slice(0, 3)).toEqual(['2', '1', '1']);
  const { results } = await report();
  const at = head!.indexOf('wait.p95');
  expect(rows[2]!.slice(at, at + 3).map(Number)).toEqual(['value', 'lo', 'hi'].map((key) => results[2]!.metrics['wait.p95']![key as 'value']));
});

test('without a price paid hours are weighed, and other metrics where they are asked for', async () => {
  const free = write('free.yaml', smallScenario());
  const args = ['sweep', free, '--axis', `${instances}=1,2`, '-f', 'json', '--workers', '0'];
  const names = async (...more: string[]): Promise<string[]> => {
    const { cost, wait } = JSON.parse((await sim([...args, ...more])).stdout) as SweepReport;
    return [cost, wait];
  };
  expect(await names()).toEqual(['billed.hours', 'wait.p95']);
  expect(await names('--cost', 'instances.mean', '--wait', 'queue.p50')).toEqual(['instances.mean', 'queue.p50']);
  expect((await sim([...args, '--wait', 'wait.p42'])).code).toBe(2);
});

test('a value that is no good is found before any run, and its point is named', async () => {
  const file = path('never.jsonl');
  const { code, stderr } = await sim(['sweep', scenario, '--axis', `${instances}=1,2,many`, '-o', file, '--workers', '0']);
  expect([code, existsSync(file)]).toEqual([104, false]);
  expect(stderr).toContain(`with ${instances}=many:`);
});

test('axes that make no grid are told so', async () => {
  const messages = await Promise.all(
    [[], ['seed=1,2'], ['concurrent=@nothing'], ['concurrent=1', 'concurrent=2'], ['concurrent='], ['nothing.there=1']].map(async (given) => {
      const { code, stderr } = await sim(['sweep', scenario, '--workers', '0', ...given.flatMap((axis) => ['--axis', axis])]);
      expect(code).toBe(2);
      return stderr;
    }),
  );
  expect(messages[0]).toContain('nothing to vary');
  expect(messages[1]).toContain('every point runs on the same seeds');
  expect(messages[2]).toContain('is no axis with values');
  expect(messages[3]).toContain('is given twice');
});

test('shards need a file, and a merge all of its points and the same sweep', async () => {
  expect((await sweep('--shard', '1/2')).code).toBe(2);
  expect((await sweep('--shard', '3/2', '-o', path('no.jsonl'))).code).toBe(2);
  const part = path('part.jsonl');
  await sweep('--shard', '1/2', '-o', part);
  const missing = await sim(['merge', part]);
  expect([missing.code, missing.stderr]).toEqual([104, '3 of 7 points are missing: 1, 3, 5\n']);
  await sweep('--shard', '2/2', '-o', path('stranger.jsonl'), '--replications', '3');
  const foreign = await sim(['merge', part, path('stranger.jsonl')]);
  expect(foreign.code).toBe(104);
  expect(foreign.stderr).toContain('another sweep');
});

test('a whole file is shown again without a run', async () => {
  const file = path('again.jsonl');
  const { stdout } = await sweep('-o', file);
  expect((await sim(['merge', file])).stdout).toBe(stdout);
});
