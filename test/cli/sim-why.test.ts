import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parseInstant, wallClock } from '../../cli/wall-clock.ts';
import type { ScenarioClock } from '../../sim/scenario/scenario.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim, type Outcome } from './memory-io.ts';

const write = folder();
const here = join(write('config.toml', smallConfig), '..');
const scenario = write('any-name.yml', smallScenario().replace('rate: 20/h', 'rate: 90/h'));
const result = join(here, 'result.json');
const events = join(here, 'events.jsonl');

beforeAll(async () => {
  await sim(['run', scenario, '-o', result, '--events', events, '--set', 'runners.autoscaler.max_instances=2', '--workers', '0']);
});

function why(...args: string[]): Promise<Outcome> {
  return sim(['why', result, '--scenario', scenario, ...args]);
}

/** The events of the first replication. */
function logged(): Record<string, unknown>[] {
  const lines = readFileSync(events, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ends = lines.findIndex(({ type, seed }) => type === 'replication' && seed === 2);
  return lines.slice(2, ends);
}

test('without a question it says what jobs waited for, and which waited longest', async () => {
  const { code, stdout } = await why();
  expect(code).toBe(0);
  expect(stdout).toMatch(/small {3}seed 1 {3}\d+ jobs {3}\S+ of waiting in all/);
  const job = /--job (\d+)/.exec(stdout)![1]!;
  expect((await why('--job', job)).stdout).toContain(`job ${job} goes to i-`);
});

test('a job has when it came, what was decided while it waited, and where it went: as the run has logged it', async () => {
  const start = logged().find(({ kind, job }) => kind === 'start-job' && job === 5)!;
  const { stdout } = await why('--job', '5');
  const at = new Date(Date.UTC(2026, 0, 5) + Math.floor(start['at'] as number) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  expect(stdout).toContain(`${at}  job 5 goes to ${start['instance'] as string}, slot ${start['slot'] as number}`);
  expect(stdout).toMatch(/arrived 2026-01-05 \d\d:\d\d:\d\d; it waited \S+, of which \S+ until a request brought it; ended 2026-01-05 /);
});

test('an instance has all that was decided about it', async () => {
  const log = logged();
  const jobs = log.filter(({ kind, instance }) => kind === 'start-job' && instance === 'i-2').map(({ job }) => job as number);
  expect(jobs.length).toBeGreaterThan(0);
  const { stdout } = await why('--instance', 'i-2');
  for (const job of jobs) expect(stdout).toContain(`job ${job} goes to i-2`);
  expect(stdout).toMatch(/remove i-2: use-count \(.*\); with max_use_count 2: it stays for another job/);
});

test('an instant has the decisions before and after it, with their inputs and what would have changed them', async () => {
  const { stdout } = await why('--at', '00:40');
  const [before, after] = stdout.split('  after\n');
  const times = (text: string): string[] => [...text.matchAll(/^ {2}2026-01-05 (\S+) {2}/gm)].map((match) => match[1]!);
  expect(times(before!).length).toBeGreaterThan(3);
  for (const time of times(before!).slice(1)) expect(time <= '00:40:00').toBe(true);
  for (const time of times(after!)) expect(time >= '00:40:00').toBe(true);
  expect(stdout).toMatch(/scale-up: \d of \d instances? wanted.*\(acquired \d+, pending \d+, .*\); with/);
});

test('the seed picks the replication, of those that the result has', async () => {
  expect((await why('--seed', '2')).stdout).toContain('seed 2');
  expect((await why('--seed', '3')).code).toBe(2);
});

test('a scenario or configuration that was changed since is no basis for an answer', async () => {
  const other = write('other.yaml', smallScenario('# changed\n'));
  const { code, stderr } = await sim(['why', result, '--scenario', other]);
  expect([code, stderr.includes('the scenario of')]).toEqual([104, true]);
});

test('a built-in scenario is found by its name', async () => {
  const file = join(here, 'built-in.json');
  await sim(['run', '@quiet-pool', '--replications', '1', '-o', file, '--workers', '0']);
  expect((await sim(['why', file])).code).toBe(0);
});

test('a scenario beside its result is found, whatever it is called, and what is told to be typed can be typed', async () => {
  const { stdout } = await sim(['why', result]);
  const command = /sim (why \S+ --job \d+)$/m.exec(stdout)![1]!.split(' ');
  expect((await sim(command)).stdout).toContain(`job ${command.at(-1)!} `);
  const elsewhere = /sim (why .* --job \d+)$/m.exec((await why('--seed', '2')).stdout)![1]!.split(' ');
  expect((await sim(elsewhere)).stdout).toContain(`job ${elsewhere.at(-1)!}   seed 2`);
});

test('a scenario that an editor has put a byte order mark before is found as well', async () => {
  const [file, own] = [write('marked.yaml', `\ufeff${smallScenario('', { horizon: '1h' })}`), join(here, 'marked.json')];
  await sim(['run', file, '-o', own, '--workers', '0']);
  expect(await sim(['why', own])).toMatchObject({ code: 0, stderr: '' });
});

test('a result may come by standard input', async () => {
  const { code, stdout } = await sim(['why', '-', '--scenario', scenario], { stdin: readFileSync(result, 'utf8') });
  expect([code, stdout]).toEqual([0, expect.stringContaining('of waiting in all')]);
});

test('requests that never become an instance are told of when they are taken back', async () => {
  const stuck = write('stuck.yaml', smallScenario('fleet: { preset: generic, failure: { create: 50% } }\n', { horizon: '6h' }));
  const file = join(here, 'stuck.json');
  await sim(['run', stuck, '-o', file, '--workers', '0']);
  const log = await Promise.all(['00:20', '00:40', '01:00', '02:00', '03:00'].map((at) => sim(['why', file, '--scenario', stuck, '--at', at])));
  expect(log.map(({ stdout }) => stdout).join('')).toMatch(/the fleet is asked to take back \d requests? that never became an instance/);
});

test('questions that have no answer exit with 2 and say why', async () => {
  for (const args of [
    ['--job', '100000'],
    ['--instance', 'i-9999'],
    ['--at', 'noon'],
    ['--job', '1', '--at', '00:10'],
  ]) {
    expect((await why(...args)).code).toBe(2);
  }
  const stranger = join(here, 'stranger.json');
  writeFileSync(stranger, readFileSync(result, 'utf8').replace(/"sha256": "\w{8}/g, '"sha256": "00000000'));
  const { code, stderr } = await sim(['why', stranger]);
  expect([code, stderr.includes('--scenario FILE')]).toEqual([2, true]);
  const broken = join(here, 'broken.json');
  writeFileSync(broken, '{}');
  expect((await sim(['why', broken])).code).toBe(104);
});

test('an instant is read as the wall shows it, across a change of the clocks', () => {
  const hour = 3_600_000;
  // Brussels, 2026-03-28 12:00, one hour ahead of UTC; two from the next day's 02:00 on.
  const clock: ScenarioClock = {
    startEpochMs: Date.UTC(2026, 2, 28, 11),
    timezone: 'Europe/Brussels',
    utcOffsets: [
      { atMs: 0, offsetMs: hour },
      { atMs: 14 * hour, offsetMs: 2 * hour },
    ],
    horizonMs: null,
    warmupMs: 0,
  };
  for (const text of ['2026-03-28 13:00:00', '2026-03-29 01:30:00', '2026-03-29 03:30:00', '2026-03-30 00:00:00']) {
    expect(wallClock(clock, parseInstant(text, clock))).toBe(text);
  }
  expect(parseInstant('13:30', clock)).toBe(1.5 * hour);
  expect(parseInstant('11:00', clock)).toBe(23 * hour);
  expect(parseInstant('+2h30m', clock)).toBe(2.5 * hour);
});
