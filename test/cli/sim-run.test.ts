import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultSchema, type Result } from '../../sim/measure/result.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const config = write('config.toml', smallConfig);
const here = join(config, '..');
const easy = write('easy.yaml', smallScenario('slo: [ wait.p95 <= 10h ]\n'));
const hard = write('hard.yaml', smallScenario('slo: [ wait.max < 1ms ]\n'));
const idle = write('idle.yaml', smallScenario('slo: [ wait.p95 <= 10h ]\n').replace('rate: 20/h', 'rate: 0.001/d'));
const advisory = write('advisory.yaml', smallScenario('slo: [ { expr: wait.max < 1ms, severity: warn } ]\n'));

async function json(file: string, ...args: string[]): Promise<Result> {
  return resultSchema.parse(JSON.parse((await sim(['run', file, '--json', '--workers', '0', ...args])).stdout));
}

test('a run whose objectives are met exits with 0 and prints a summary on standard output alone', async () => {
  const { code, stdout, stderr } = await sim(['run', easy, '--workers', '0']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^ {2}small {3}1h30m × 2 seeds \(1 to 2\)/);
  expect(stdout).toContain('✓ wait.p95 <= 10h');
});

test('a missed objective exits with 99, an advisory one with 0', async () => {
  expect((await sim(['run', hard, '-q', '--workers', '0'])).code).toBe(99);
  expect((await sim(['run', advisory, '-q', '--workers', '0'])).code).toBe(0);
});

test('an objective that nothing was measured for says so, and is missed', async () => {
  const { code, stdout } = await sim(['run', idle, '--workers', '0']);
  expect(stdout).toMatch(/✗ wait\.p95 <= 10h {3}no data/);
  expect(code).toBe(99);
});

test('any number of workers gives the same bytes', async () => {
  const outputs = await Promise.all(['0', '1', '2'].map((workers) => sim(['run', easy, '--json', '--replications', '3', '--workers', workers])));
  expect(outputs[0]?.stdout).toContain('"replications": 3');
  expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1);
});

test('-o writes the very object that --json prints, and nothing is written without it', async () => {
  const file = join(here, 'result.json');
  const silent = await sim(['run', easy, '--workers', '0']);
  expect(existsSync(file)).toBe(false);
  const { stdout } = await sim(['run', easy, '--workers', '0', '--json', '-o', file]);
  expect(readFileSync(file, 'utf8')).toBe(stdout);
  expect(silent.stdout).toContain('nothing written');
});

test('neither a result nor events take the place of a file that no run wrote', async () => {
  const before = readFileSync(easy, 'utf8');
  for (const option of ['-o', '--events']) {
    const { code, stdout, stderr } = await sim(['run', easy, '--workers', '0', option, easy]);
    expect([code, stdout, stderr]).toEqual([2, '', `sim: cannot write ${easy}: it is there and is not from an earlier run\n`]);
  }
  expect(readFileSync(easy, 'utf8')).toBe(before);
  const events = join(here, 'kept.ndjson');
  for (let run = 0; run < 2; run++) expect((await sim(['run', easy, '-q', '--workers', '0', '--events', events])).code).toBe(0);
  const both = join(here, 'both.json');
  expect((await sim(['run', easy, '-q', '--workers', '0', '--events', both, '-o', both])).code).toBe(2);
  expect(existsSync(both)).toBe(false);
});

test('of several files one that is not there is said before the others are played', async () => {
  const { code, stdout, stderr } = await sim(['run', easy, join(here, 'absent.yaml'), '-q', '--workers', '0']);
  expect([code, stdout, stderr]).toEqual([2, '', `sim: there is no file ${join(here, 'absent.yaml')}\n`]);
});

test('a result holds no path and no time, and the digests of the files as read', async () => {
  const result = await json(easy);
  expect(JSON.stringify(result)).not.toContain(here);
  expect([result.config.name, result.scenario.name]).toEqual(['config.toml', 'small']);
  const { createHash } = await import('node:crypto');
  expect(result.config.sha256).toBe(createHash('sha256').update(smallConfig).digest('hex'));
});

test('an output that cannot be written costs no run', async () => {
  const { code, stderr } = await sim(['run', easy, '-o', join(here, 'no', 'such', 'folder.json')]);
  expect(code).toBe(2);
  expect(stderr).toContain('cannot write');
});

test('the first seed and the number of replications can be given, and the same seeds give the same figures', async () => {
  const [both, second] = [await json(easy, '--seed', '5'), await json(easy, '--seed', '6', '--replications', '1')];
  expect([both.seed, both.replications, second.seed, second.replications]).toEqual([5, 2, 6, 1]);
  const alone = await json(easy, '--seed', '5', '--replications', '1');
  const arrived = (result: Result): number => result.metrics['jobs.arrived']!.value!;
  expect(arrived(both)).toBe((arrived(alone) + arrived(second)) / 2);
  expect(second.hash).not.toBe(alone.hash);
});

test('--set reaches the config.toml and the scenario, and the result says so', async () => {
  const changed = await json(easy, '--set', 'runners.autoscaler.max_instances=2', '--set', 'concurrent=2', '--set', 'fleet.boot=5m');
  expect(changed.facts).toMatchObject({ slots: 2, max_instances: 2 });
  expect(changed.facts.set.map(({ path }) => path)).toEqual(['runners.autoscaler.max_instances', 'concurrent', 'fleet.boot']);
  expect(changed.metrics['boot.p50']!.value).toBeGreaterThanOrEqual(300);
});

test('--set compat=upstream decides by the rules of the real component', async () => {
  const burst = write(
    'burst.yaml',
    smallScenario('', { horizon: '2h' }).replace('{ type: poisson, rate: 20/h }', '{ type: burst, at: ["00:30"], jobs: 30, over: 1m }'),
  );
  expect((await json(burst, '--set', 'compat=upstream')).hash).not.toBe((await json(burst)).hash);
  expect((await json(burst, '--set', 'compat=drydock')).hash).toBe((await json(burst)).hash);
});

test.each([
  ['no.such=1', 'neither a config.toml nor a scenario has a key no'],
  ['compat=other', 'expected upstream or drydock'],
  ['fleet.boot={', '--set fleet.boot'],
  ['nothing', 'expected path=value'],
])('--set %s is an error of usage', async (setting, message) => {
  const { code, stderr } = await sim(['run', easy, '--set', setting]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('a setting that leads to no key or to no value is bad input', async () => {
  const missing = await sim(['run', easy, '--set', 'runners.autoscaler.max_instnces=1']);
  expect([missing.code, missing.stderr]).toEqual([104, expect.stringContaining('max_instances') as string]);
  expect((await sim(['run', easy, '--set', 'fleet.boot=31'])).code).toBe(104);
});

test('-q prints one line a scenario', async () => {
  const { stdout } = await sim(['run', easy, hard, '-q', '--workers', '0']);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(0, 7)),
  ).toEqual(['✓ small', '✗ small']);
});

test('of several files the gravest exit code counts', async () => {
  const bad = write('bad.yaml', smallScenario().replace('rate: 20/h', 'rate: 20'));
  expect((await sim(['run', easy, hard, '-q', '--workers', '0'])).code).toBe(99);
  expect((await sim(['run', hard, bad, easy, '-q', '--workers', '0'])).code).toBe(104);
});

test('-o and --events take one scenario', async () => {
  expect((await sim(['run', easy, hard, '-o', join(here, 'x.json')])).code).toBe(2);
  expect((await sim(['run', easy, hard, '--events', join(here, 'x.jsonl')])).code).toBe(2);
});

test('a scenario can come from standard input, with paths from the current folder', async () => {
  const { code, stdout } = await sim(['run', '-', '-q', '--workers', '0'], { stdin: smallScenario('', { config: './scenarios/config/aws-one-job.toml' }) });
  expect([code, stdout.slice(0, 7)]).toEqual([0, '· small']);
});

test('@name is a scenario of the package, and an unknown one names those that there are', async () => {
  expect(
    (await sim(['run', '@aws-one-job', '-q', '--replications', '1', '--workers', '0', '--set', 'clock.horizon=2h', '--set', 'clock.warmup=0s'])).stdout,
  ).toContain('aws-one-job');
  const { code, stderr } = await sim(['run', '@nothing']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('@mac-nesting') as string]);
});

test('a missing file is an error of usage, a missing file that the scenario names is bad input', async () => {
  expect((await sim(['run', join(here, 'missing.yaml')])).code).toBe(2);
  const orphan = write('orphan.yaml', smallScenario('', { config: './none.toml' }));
  const { code, stderr } = await sim(['run', orphan]);
  expect([code, stderr]).toEqual([104, expect.stringContaining(`${orphan}:3:9`) as string]);
});

test('without a scenario the command says in three lines what to try', async () => {
  const { code, stdout, stderr } = await sim(['run']);
  expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 3]);
  const alone = await sim([]);
  expect([alone.code, alone.stderr, alone.stdout.trimEnd().split('\n').length]).toEqual([0, '', 3]);
});

test('an option that does not exist is an error of usage that names the nearest', async () => {
  const { code, stderr } = await sim(['run', easy, '--sed', '1']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--seed') as string]);
  expect((await sim(['run', easy, '--replications', '0'])).code).toBe(2);
  expect((await sim(['run', easy, '--seed', '-1'])).code).toBe(2);
});

test('--events writes the decisions of every replication, in the order of seeds, the format first', async () => {
  const [one, two] = [join(here, 'one.jsonl'), join(here, 'two.jsonl')];
  await sim(['run', easy, '-q', '--events', one, '--workers', '0']);
  await sim(['run', easy, '-q', '--events', two, '--workers', '2']);
  const text = readFileSync(one, 'utf8');
  expect(readFileSync(two, 'utf8')).toBe(text);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type?: string; format?: string; seed?: number; kind?: string });
  expect(lines[0]).toEqual({ type: 'version', format: '1.0' });
  expect(lines.filter(({ type }) => type === 'replication').map(({ seed }) => seed)).toEqual([1, 2]);
  expect(lines.some(({ kind }) => kind === 'scale-up')).toBe(true);
});

test('a signal keeps the replications that are finished, marks the result and exits with 105', async () => {
  const file = join(here, 'partial.json');
  const long = write('long.yaml', smallScenario('', { horizon: '20d' }).replace('replications: 2', 'replications: 100000'));
  const events = join(here, 'partial.jsonl');
  const { code, stderr } = await sim(['run', long, '-o', file, '--events', events], { interruptWhen: () => statSync(events).size > 100_000 });
  expect([code, stderr]).toEqual([105, expect.stringContaining('SIGINT') as string]);
  const result = resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(result.complete).toBe(false);
  expect(result.replications).toBeLessThan(100_000);
});

test('progress at a terminal is one line on standard error that is taken away at the end', async () => {
  const { stderr } = await sim(['run', easy, '--replications', '4', '--workers', '0'], { isTTY: true, env: { TERM: 'xterm' } });
  expect(stderr).toMatch(/\r\u001b\[K[█░]+ \d\/4 seeds/);
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  expect(stderr).not.toContain('\n');
});

test('the objectives of a scenario without any are the queuing durations that the configuration calls acceptable', async () => {
  const monitored = `${smallConfig}  [runners.monitoring]\n    [[runners.monitoring.job_queuing_durations]]\n      periods = ["* * * * *"]\n      threshold = "7m"\n`;
  write('monitored.toml', monitored);
  const file = write('monitored.yaml', smallScenario('', { config: './monitored.toml' }));
  expect((await json(file)).slo.map(({ expr }) => expr)).toEqual(['queue.p95 <= 7m']);
  expect((await sim(['run', file, '--workers', '0'])).stdout).toContain('SLO       from job_queuing_durations: the scenario has none\n');
});
