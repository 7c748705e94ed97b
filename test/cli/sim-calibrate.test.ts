import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Result } from '../../sim/measure/result.ts';
import { simulate } from '../../sim/simulate.ts';
import type { CalibrationJson } from '../../cli/calibrate/calibration-json.ts';
import { loadScenario } from '../../cli/load-scenario.ts';
import { folder, smallConfig } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const here = join(write('config.toml', smallConfig.replace('max_instances = 4', 'max_instances = 12').replace('concurrent = 4', 'concurrent = 12')), '..');
const trace = join(here, 'history.csv');

function scenarioWith(boot: string, latency: string, workload: string): string {
  return `version: 1
name: fleet
config: ./config.toml   # today's
clock: { horizon: 1d }
workload:
${workload}
fleet: { preset: generic, boot: ${boot} }   # a guess
gitlab: { latency: ${latency} }
replications: 1
`;
}

const drawn = '  - arrivals: { type: poisson, rate: 20/h }\n    job: { duration: { p50: 6m, p95: 20m } }';
const guess = write('guess.yaml', scenarioWith('{ p50: 1m, p95: 2m }', '200ms', drawn));

/** A history of a day that a fleet with a known boot time leaves, with the waits that its jobs really had. */
beforeAll(() => {
  const real = write('real.yaml', scenarioWith('{ p50: 4m, p95: 8m }', '200ms', drawn));
  const { ready } = loadScenario(real, [], { readStdin: () => '' });
  const { jobs } = simulate(ready!.plan, 77);
  const rows = Array.from({ length: jobs.count }, (_, job) => job).filter((job) => jobs.endedAt[job]! > jobs.startedAt[job]!);
  const seconds = (ms: number): string => String(ms / 1000);
  const lines = rows.map((job) => {
    const [arrival, start, end] = [jobs.arrivalAt[job]!, jobs.startedAt[job]!, jobs.endedAt[job]!];
    return `${seconds(arrival)},${seconds(start - arrival)},${seconds(end - start)}`;
  });
  writeFileSync(trace, `arrival_s,observed_wait_s,duration_s\n${lines.join('\n')}\n`);
});

async function calibrated(...args: string[]): Promise<CalibrationJson> {
  const { stdout } = await sim(['calibrate', guess, '--against', trace, '--wait', 'wait', '--json', ...args]);
  return JSON.parse(stdout) as CalibrationJson;
}

test('on a history that a simulator made, the fit finds the boot time with which it was made, and the waits agree', async () => {
  const { unknowns, patch, simulated, fitted, observed, jobs } = await calibrated();
  const [boot, pacing] = unknowns;
  expect(jobs).toBeGreaterThan(400);
  expect(Math.abs(boot!.value / 240 - 1)).toBeLessThan(0.1);
  expect(pacing!.outcome).not.toBe('fitted');
  expect(patch.map(({ path }) => path)).toEqual(['fleet.boot']);
  // One day is one draw of luck: its median wait is a quarter off the mean of the very fleet that made it.
  for (const name of ['p50', 'p90', 'p95', 'p99'] as const) {
    expect(Math.abs(fitted[name] / observed[name] - 1)).toBeLessThan(0.3);
    expect(simulated[name] / observed[name]).toBeLessThan(0.2);
  }
});

test('it says what was observed and simulated, within which bounds it looked, and how to try what it found; the same bytes each time', async () => {
  const args = ['calibrate', guess, '--against', trace, '--wait', 'wait', '--boot', '10s..30m', '--pacing', 'none'];
  const [first, second] = [await sim(args), await sim(args)];
  expect(first).toEqual(second);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/WAIT {4}observed {3}simulated {3}error +fitted +error/);
  expect(first.stdout).toMatch(/FIT {3}boot time 1m → [34]m\d*s?, sought from 10s to 30m/);
  expect(first.stdout).toMatch(/PATCH {3}fleet\.boot: \{ p50: [34]m\d*s?, p95: [78]m\d*s? \}/);
  expect(first.stdout).toContain("--set 'fleet.boot={ p50:");
});

test('the scenario that it writes keeps its comments, runs from its own folder, and every report carries the error on its first page', async () => {
  mkdirSync(join(here, 'fitted'), { recursive: true });
  const fitted = join(here, 'fitted/fleet.yaml');
  const result = join(here, 'result.json');
  await calibrated('-o', fitted, '--pacing', 'none');
  const text = readFileSync(fitted, 'utf8');
  expect(text).toContain('config: ../config.toml # today');
  expect(text).toMatch(/boot: \{ p50: [34]m\d*s?, p95: [78]m\d*s? \} \} # a guess/);
  const { stdout } = await sim(['run', fitted, '--workers', '0', '-o', result]);
  expect(stdout).toContain('back-tested on 4');
  for (const form of ['md', 'html', 'junit', 'csv', 'openmetrics', 'svg']) {
    const report = (await sim(['report', result, '-f', form])).stdout;
    expect([form, /back-tested: wait p95 [+-]?[\d.]+ %/.test(report.replaceAll('\\', ''))]).toEqual([form, true]);
    expect(report).not.toContain('not back-tested');
  }
  const { facts } = JSON.parse(readFileSync(result, 'utf8')) as Result;
  expect(facts.back_test).toMatchObject({ against: 'history.csv', same_model: true });
});

test('with another fleet than the one that was tested, a report says that it is not back-tested', async () => {
  const fitted = join(here, 'again.yaml');
  await calibrated('-o', fitted, '--pacing', 'none');
  const { stdout } = await sim(['run', fitted, '--set', 'fleet.boot=9m', '--workers', '0']);
  expect(stdout).toContain('not back-tested');
  expect((await sim(['run', fitted, '--set', 'runners.autoscaler.max_instances=11', '--workers', '0'])).stdout).not.toContain('not back-tested');
});

test('what is set on the command line is part of what is tested and of what is written', async () => {
  const fitted = join(here, 'set.yaml');
  await calibrated('-o', fitted, '--boot', 'none', '--pacing', 'none', '--set', 'runners.autoscaler.max_instances=11', '--set', 'fleet.delete=5s');
  const text = readFileSync(fitted, 'utf8');
  expect(text).toMatch(/set:\n {2}runners\.autoscaler\.max_instances: 11\n/);
  expect(text).toContain('delete: 5s');
  expect((await sim(['run', fitted, '--workers', '0'])).stdout).not.toContain('not back-tested');
});

test('a history without observed waits is refused with what it lacks', async () => {
  const bare = write('bare.csv', 'arrival_s,duration_s\n0,60\n100,60\n');
  const { code, stderr } = await sim(['calibrate', guess, '--against', bare]);
  expect(code).toBe(104);
  expect(stderr).toContain('has no observed waits among the jobs that are replayed');
});

test.each([
  ['--boot', '1m', 'expected two durations'],
  ['--boot', '2m..1m', 'expected the shorter one first'],
  ['--wait', 'start', 'Allowed choices are queue, wait'],
])('%s %s is a wrong command line', async (option, value, words) => {
  const { code, stderr } = await sim(['calibrate', guess, '--against', trace, option, value]);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
