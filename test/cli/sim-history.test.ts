import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Comparison } from '../../sim/measure/comparison.ts';
import type { Result } from '../../sim/measure/result.ts';
import { folder, smallConfig } from './fixture.ts';
import { sim, type Outcome } from './memory-io.ts';

const write = folder();
const here = join(write('config.toml', smallConfig), '..');
const fewer = write('fewer.toml', smallConfig.replace('max_instances = 4', 'max_instances = 2'));

/** Two weeks, each day with a crowd of its own size at midnight, and a last job that makes it whole. */
const jobs = Array.from({ length: 14 }, (_, day) =>
  Array.from({ length: 2 + 3 * (day % 5) }, (_, job) => `${day * 86_400 + (job === 0 ? 82_800 : 0)},300,0`).toReversed(),
).flat();
write('jobs.csv', `arrival_s,duration_s,pipeline\n${jobs.join('\n')}\n`);
const scenario = write('history.yaml', 'version: 1\nname: history\nconfig: ./config.toml\nworkload: [ { trace: { file: ./jobs.csv } } ]\nreplications: 4\n');

function run(...args: string[]): Promise<Outcome> {
  return sim(['run', scenario, '--workers', '0', ...args]);
}

async function result(...args: string[]): Promise<Result> {
  return JSON.parse((await run('--json', ...args)).stdout) as Result;
}

test('a replayed history of two weeks is resampled by days, and the summary says so', async () => {
  const { stdout } = await run();
  expect(stdout).toMatch(/SAMPLE {4}4 histories of days drawn from the recorded one, without the first 1d and the drain\s+after/);
  const { facts, metrics } = await result();
  expect([facts.bootstrap, facts.warmup]).toEqual(['days', 86_400]);
  expect(new Set(metrics['jobs.arrived']!.values).size).toBeGreaterThan(1);
});

test('with --set bootstrap=none every replication has the jobs of the history', async () => {
  const { facts, metrics } = await result('--set', 'bootstrap=none');
  expect(facts.bootstrap).toBe('none');
  expect(metrics['jobs.arrived']).toMatchObject({ value: jobs.length, lo: jobs.length, hi: jobs.length });
});

test('both sides of a comparison meet the same days', async () => {
  const { stdout } = await sim(['diff', join(here, 'config.toml'), fewer, '--scenario', scenario, '--json', '--workers', '0']);
  const { paired, metrics } = JSON.parse(stdout) as Comparison;
  expect(paired).toBe(true);
  expect(metrics['jobs.arrived']!.difference).toMatchObject({ value: 0, verdict: 'same' });
  expect(metrics['jobs.arrived']!.a.lo).toBeLessThan(metrics['jobs.arrived']!.a.hi!);
});

test('a way of resampling that a trace has no blocks for is refused with the reason', async () => {
  const { code, stderr } = await run('--set', 'bootstrap=pipelines');
  expect(code).toBe(104);
  expect(stderr).toContain('bootstrap: pipelines needs two pipelines or more, which ./jobs.csv does not name');
});

test('a headline figure with a wide interval is flagged in the summary, the result and the reports, with the number of seeds that it needs', async () => {
  const { unsettled } = await result('--set', 'concurrent=1');
  const wide = unsettled!.find(({ metric }) => metric === 'wait.p95')!;
  expect(wide.half_width).toBeGreaterThan(0.1);
  const words = `wait.p95 ± ${Math.round(wide.half_width! * 100)} %: needs ${wide.replications} replications for ± 10 %`;
  expect((await run('--set', 'concurrent=1')).stdout).toContain(`! ${words}`);
  const file = join(here, 'result.json');
  await run('--set', 'concurrent=1', '-o', file);
  for (const form of ['md', 'html']) {
    const { stdout } = await sim(['report', file, '-f', form]);
    expect(stdout).toContain('MORE SEEDS NEEDED');
    expect(stdout).toContain(words);
    expect(stdout).toContain('4 histories of days drawn from the recorded one');
  }
});

test('a comparison and a sweep say how histories were drawn; results that were resampled in other ways are not paired', async () => {
  const args = [join(here, 'config.toml'), fewer, '--scenario', scenario, '--workers', '0'];
  expect((await sim(['diff', ...args])).stdout.replaceAll(/\s+/g, ' ')).toContain('met the same chances; 4 histories of days drawn from the recorded one');
  expect((await sim(['sweep', scenario, '--axis', 'concurrent=2,4', '--workers', '0'])).stdout).toContain('4 histories of days drawn from the recorded one');
  const [days, recorded] = ['days.json', 'recorded.json'].map((name) => join(here, name));
  await run('-o', days!);
  await run('-o', recorded!, '--set', 'bootstrap=none');
  const { paired, a, b } = JSON.parse((await sim(['diff', days!, recorded!, '--json'])).stdout) as Comparison;
  expect([paired, a.bootstrap, b.bootstrap]).toEqual([false, 'days', 'none']);
});
