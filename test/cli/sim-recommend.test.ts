import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Result } from '../../sim/measure/result.ts';
import type { Recommendation, RecommendedOption } from '../../sim/recommend/recommendation.ts';
import { folder, smallConfig } from './fixture.ts';
import { sim, type Outcome } from './memory-io.ts';

// A search is some hundred runs, which take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const write = folder();
const token = 'glrt-t3stabcdefghijkl';
const config = write('config.toml', smallConfig.replace('<token>', token).replace('idle_count = 1', 'idle_count = 3 # ask the build team first'));
const here = join(config, '..');

/** An hour and a half of a fleet of four that is too small for its load, some milliseconds a run. */
function scenario(name: string, more = ''): string {
  return write(
    name,
    `version: 1
name: small
config: ./config.toml
clock: { horizon: 90m }
workload:
  - arrivals: { type: poisson, rate: 60/h }
    job: { duration: { p50: 2m, p95: 6m } }
replications: 2
${more}`,
  );
}

const price = 'price: { currency: USD, per_instance_hour: 1, source: "a test" }';
const small = scenario('small.yaml', `fleet: { preset: generic, ${price} }\n`);
const slo = ['--slo', 'wait.p95 <= 3m'];

/** Enough for what is not about the search itself. */
const brief = ['--budget', '12', '--replications', '4'];

function recommend(file: string, ...args: string[]): Promise<Outcome> {
  return sim(['recommend', file, '--replications', '6', ...(args.includes('-j') ? [] : ['-j', '0']), ...args]);
}

async function found(file: string, ...args: string[]): Promise<Recommendation> {
  const { stdout, stderr } = await recommend(file, '-f', 'json', ...args);
  expect(stderr).not.toMatch(/error|bug/);
  return JSON.parse(stdout) as Recommendation;
}

async function run(...args: string[]): Promise<Result> {
  return JSON.parse((await sim(['run', '--json', '--workers', '0', ...args])).stdout) as Result;
}

/** The values that options give to a key. */
function valuesOf({ options }: Recommendation, key: string): string[] {
  return options.flatMap(({ changes }) => changes.filter((change) => change.key === key).map(({ value }) => value));
}

describe('a fleet that is too small', () => {
  const output = join(here, 'recommended');
  let recommendation: Recommendation;

  beforeAll(async () => {
    mkdirSync(output);
    writeFileSync(join(output, 'nearest.patch'), 'of an earlier search');
    recommendation = await found(small, ...slo, '--budget', '100', '-o', output);
  });

  test('has a patch and a file under each of the three names, whether they are the same or not, and nothing of an earlier search', () => {
    const names = ['cheapest', 'balanced', 'fastest'].flatMap((name) => [`${name}.patch`, `${name}.toml`]);
    expect(readdirSync(output).toSorted()).toEqual([...names, 'recommendation.json'].toSorted());
    for (const { name, also } of recommendation.options)
      for (const other of also) expect(readFileSync(join(output, `${other}.patch`), 'utf8')).toBe(readFileSync(join(output, `${name}.patch`), 'utf8'));
  });

  test('is offered the cheapest, a balanced and the fastest configuration, each proven and seen on seeds of their own', () => {
    const { options, today, verdict } = recommendation;
    expect([verdict, today.figures.slo[0]!.ok]).toEqual(['found', false]);
    const names = options.flatMap(({ name, also }) => [name, ...also]);
    expect(names.toSorted()).toEqual(['balanced', 'cheapest', 'fastest']);
    for (const { promised, seen, kept } of options) {
      expect([promised.seeds, seen.seeds]).toEqual([
        [1001, 1006],
        [2001, 2006],
      ]);
      expect(promised.slo[0]!.hi).toBeLessThanOrEqual(180);
      expect(kept).toBe(true);
    }
    const costs = options.map(({ promised }) => promised.metrics['cost.per_month']!.value!);
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
    const waits = options.map(({ promised }) => promised.metrics['wait.p95']!.value!);
    expect(waits).toEqual(waits.toSorted((a, b) => b - a));
  });

  test.each(['git', 'patch'])('has a patch that %s applies, after which sim run shows on unseen seeds what was seen, to the last decision', async (tool) => {
    for (const { name, seen } of recommendation.options) {
      const place = join(here, `${tool}-${name}`);
      mkdirSync(place);
      copyFileSync(config, join(place, 'config.toml'));
      copyFileSync(small, join(place, 'small.yaml'));
      const args = tool === 'git' ? ['apply', '--unidiff-zero', '-'] : ['-p1', '-s'];
      const { status, stderr } = spawnSync(tool, args, { cwd: place, input: readFileSync(join(output, `${name}.patch`)) });
      expect([status, String(stderr)]).toEqual([0, '']);
      expect(readFileSync(join(place, 'config.toml'), 'utf8')).toBe(readFileSync(join(output, `${name}.toml`), 'utf8'));
      const again = await run(join(place, 'small.yaml'), '--seed', String(seen.seeds[0]), '--replications', '6');
      expect(again.hash).toBe(seen.hash);
      for (const [metric, figures] of Object.entries(seen.metrics)) expect(again.metrics[metric]).toMatchObject(figures);
    }
  });

  test('keeps every line of its file that does not change, the comments of people included, and has a reason on each that does', () => {
    const before = readFileSync(config, 'utf8').split('\n');
    for (const { name, changes } of recommendation.options) {
      const after = readFileSync(join(output, `${name}.toml`), 'utf8').split('\n');
      const gone = before.filter((line) => !after.includes(line));
      const come = after.filter((line) => !before.includes(line) && !line.includes('[[runners.autoscaler.policy]]'));
      expect(gone.length).toBeLessThanOrEqual(changes.length);
      expect(come.length).toBe(changes.length);
      for (const line of come) expect(line).toMatch(/(?:#|;) (?:was |new)/);
      if (changes.some(({ path }) => path.endsWith('policy.0.idle_count'))) expect(after.join('\n')).toContain('# ask the build team first; was 3: ');
    }
  });

  test('is told the reason of a change as it was measured: the option without it', () => {
    const [{ changes }] = recommendation.options as [RecommendedOption];
    const wider = changes.find(({ key }) => key === 'max_instances')!;
    expect(wider.reason).toMatch(/^was 4: with 4 wait\.p95 is .* in place of .*, an objective is missed$/);
  });

  test('is held against the risks that its scenario knows, on the very load and boots that sim run would give it', async () => {
    const [{ risks, changes }] = recommendation.options as [RecommendedOption];
    expect(risks.map(({ risk, figures }) => [risk, figures !== null])).toEqual([
      ['spot-wave', false],
      ['zone-lost', false],
      ['load', true],
      ['slow-boot', true],
    ]);
    const set = changes.flatMap(({ path, value }) => ['--set', `${path}=${value}`]);
    for (const [index, more] of [
      [2, 'workload.0.arrivals.rate=90/h'],
      [3, 'fleet.boot=2m'],
    ] as const) {
      const again = await run(small, ...set, '--set', more, '--seed', '1001', '--replications', '4');
      expect(risks[index]!.figures!.hash).toBe(again.hash);
    }
  });

  test('knows how much its load may grow', () => {
    for (const { growth } of recommendation.options) expect(growth.holdsAt).toBeGreaterThanOrEqual(1);
    expect(recommendation.today.growth).toEqual({ holdsAt: null, breaksAt: 1 });
  });

  test('keeps machines fresh that are fresh today, unless that is freed', () => {
    expect(recommendation.held.map(({ key }) => key)).toContain('max_use_count');
    expect(valuesOf(recommendation, 'max_use_count')).toEqual([]);
  });

  test('shows its secrets to nobody', async () => {
    for (const format of ['text', 'md']) {
      const { stdout, stderr } = await recommend(small, ...slo, ...brief, '-f', format);
      expect(stdout + stderr).not.toContain(token);
    }
    for (const { name } of recommendation.options) {
      expect(readFileSync(join(output, `${name}.patch`), 'utf8')).not.toContain(token);
      expect(statSync(join(output, `${name}.toml`)).mode & 0o077).toBe(0);
    }
    expect(readFileSync(join(output, 'recommendation.json'), 'utf8')).not.toContain(token);
  });
});

test('a recorded history is drawn anew for every seed, and each option holds on the very history too', async () => {
  // Twice a day twelve jobs at once, of other lengths each day.
  const crowd = (half: number): string[] => Array.from({ length: 12 }, (_, job) => `${half * 43_200 + 7200 + job * 20},${200 + 30 * ((half + job) % 5)}`);
  const rows = Array.from({ length: 18 }, (_, half) => crowd(half)).flat();
  write('jobs.csv', `arrival_s,duration_s\n${rows.join('\n')}\n`);
  const file = write(
    'history.yaml',
    `version: 1\nname: history\nconfig: ./config.toml\nworkload: [ { trace: { file: ./jobs.csv } } ]\nfleet: { preset: generic }\n`,
  );
  const { options, today } = await found(file, '--slo', 'wait.p95 <= 5m', ...brief);
  expect(today.history!.slo[0]!.ok).toBe(false);
  for (const { history, changes } of options) {
    expect(history!.slo[0]!.ok).toBe(true);
    const set = changes.flatMap(({ path, value }) => ['--set', `${path}=${value}`]);
    expect((await run(file, ...set, '--set', 'bootstrap=none', '--replications', '1')).hash).toBe(history!.hash);
  }
});

test('the same seed finds the same with any number of workers, to the byte', async () => {
  const outputs = [];
  for (const workers of ['0', '2']) outputs.push((await recommend(small, ...slo, ...brief, '--replications', '2', '-f', 'json', '-j', workers)).stdout);
  expect(outputs[0]).toContain('"verdict"');
  expect(new Set(outputs).size).toBe(1);
});

test('the command that shows an option again shows what was seen', async () => {
  const args = [...slo, '--set', 'workload.0.arrivals.rate=40/h', ...brief];
  const { stdout } = await recommend(small, ...args);
  const command = /see it: sim (run .*)$/m.exec(stdout)![1]!;
  const { options } = await found(small, ...args);
  const words = command.split(' ').map((word) => word.replaceAll("'", ''));
  const { stdout: again } = await sim([...words, '--json', '--workers', '0']);
  expect((JSON.parse(again) as Result).hash).toBe(options[0]!.seen.hash);
});

test('for spreadsheets there is a row for each metric of each option, with the very figures', async () => {
  const { stdout } = await recommend(small, ...slo, ...brief, '-f', 'csv');
  const { today, options } = await found(small, ...slo, ...brief);
  const [head = '', ...rows] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  expect(head).toEqual(['option', 'seeds', 'metric', 'value', 'unit', 'lo', 'hi', 'n', 'met']);
  const wait = (name: string): unknown[] =>
    rows.filter(([option, , metric]) => option === name && metric === 'wait.p95').map(([, seeds, , value, , , , , met]) => [seeds, Number(value), met]);
  expect(wait('today')).toEqual([['1001 to 1004', today.figures.metrics['wait.p95']!.value, '0']]);
  for (const { name, also, promised, seen } of options)
    for (const each of [name, ...also])
      expect(wait(each).map((row) => (row as unknown[]).slice(0, 2))).toEqual([
        ['1001 to 1004', promised.metrics['wait.p95']!.value],
        ['2001 to 2004', seen.metrics['wait.p95']!.value],
      ]);
});

test('a seed of its own is that of the search and of all runs', async () => {
  const { options } = await found(small, ...slo, ...brief, '--seed', '7');
  expect(options.map(({ promised, seen }) => [promised.seeds[0], seen.seeds[0]])).toEqual(options.map(() => [1007, 2007]));
});

test('where nothing meets the objectives that is said plainly, with the nearest and what limits it', async () => {
  const slow = scenario('slow.yaml', `fleet: { preset: generic, connect: 30s, ${price} }\n`);
  const { code, stdout } = await recommend(slow, '--slo', 'wait.p95 <= 10s', ...brief);
  expect(code).toBe(99);
  expect(stdout).toContain('no configuration found that meets the objectives; the nearest:');
  expect(stdout).toMatch(/missed: wait\.p95 <= 10s: \d+s/);
  expect(stdout).toMatch(/\d+ % of waiting: connecting and virtual machines/);
  expect(stdout).toContain('  NEAREST\n--- a/');
});

describe('what the place of a user demands', () => {
  test('hosts that there are not are never asked for', async () => {
    const mac = scenario('mac.yaml', 'fleet: { preset: generic, host: { pool: 5 } }\n');
    const recommendation = await found(mac, '--slo', 'wait.p95 <= 20m', ...brief);
    expect(valuesOf(recommendation, 'max_instances').every((value) => Number(value) <= 5)).toBe(true);
  });

  test('a fleet of given hosts stays as large as it is', async () => {
    const hosts = scenario('hosts.yaml', 'fleet: { preset: static-hosts }\n');
    expect(valuesOf(await found(hosts, '--slo', 'wait.p95 <= 3h', ...brief), 'max_instances').every((value) => Number(value) < 4)).toBe(true);
  });

  test('what the scenario sets over the file is not searched, since a patch would change nothing', async () => {
    const own = scenario('own.yaml', 'fleet: { preset: generic }\nset: { runners.autoscaler.max_instances: 8 }\n');
    const recommendation = await found(own, ...slo, ...brief);
    expect(recommendation.held.map(({ key }) => key)).toContain('max_instances');
    expect(valuesOf(recommendation, 'max_instances')).toEqual([]);
  });

  test('another fleet of the file keeps its share of concurrent', async () => {
    const other = smallConfig.slice(smallConfig.indexOf('[[runners]]')).replace('"small"', '"other"').replace('max_instances = 4', 'max_instances = 10');
    write('two.toml', smallConfig.replace('concurrent = 4', 'concurrent = 14') + other);
    const two = scenario('two.yaml', 'fleet: { preset: generic }\nrunner: small\n');
    write('two.yaml', readFileSync(two, 'utf8').replace('./config.toml', './two.toml'));
    const { options } = await found(two, ...slo, ...brief);
    for (const { changes } of options) {
      const value = (key: string): number => Number(changes.find((change) => change.key === key)?.value);
      expect(value('max_instances')).toBeGreaterThan(4);
      expect(value('concurrent')).toBe(value('max_instances') + 10);
      expect(changes.every(({ path }) => !path.startsWith('runners.1'))).toBe(true);
    }
  });

  test('of several runners that take the same jobs the named one is tuned, and which one is said', async () => {
    const other = smallConfig.slice(smallConfig.indexOf('[[runners]]'));
    const odd = other.replace('"small"', '"odd"').replace('executor = "instance"', 'executor = "shell"');
    write('three.toml', smallConfig.replace('concurrent = 4', 'concurrent = 8') + odd + other.replace('"small"', '"second"'));
    const three = scenario('three.yaml', 'fleet: { preset: generic }\n');
    write('three.yaml', readFileSync(three, 'utf8').replace('./config.toml', './three.toml'));
    const { options, caveats, searched } = await found(three, '--slo', 'wait.p95 <= 10m', ...brief, '--runner', 'second');
    expect(searched).toContain('max_instances');
    expect(caveats).toContain('only the runner second is searched; the others take jobs too and stay as they are (--runner small)');
    expect(options.flatMap(({ changes }) => changes).length).toBeGreaterThan(0);
    for (const { changes, seen, patch } of options) {
      for (const { path } of changes) expect(path).toMatch(/^(?:runners\.2\.|concurrent$)/);
      const set = changes.flatMap(({ path, value }) => ['--set', `${path}=${value}`]);
      expect((await run(three, ...set, '--seed', '2001', '--replications', '4')).hash).toBe(seen.hash);
      expect(patch).not.toContain('"odd"');
    }
    const { code, stderr } = await recommend(three, ...slo, '--runner', 'odd');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--runner odd: simulated are small, second') as string]);
  });

  test('--fix all --free searches the named keys alone, within their ranges', async () => {
    const recommendation = await found(small, ...slo, ...brief, '--fix', 'all', '--free', 'max_instances=5..7,concurrent,max_use_count');
    expect(recommendation.searched).toEqual(['max_instances', 'concurrent', 'max_use_count']);
    const changed = new Set(recommendation.options.flatMap(({ changes }) => changes.map(({ key }) => key)));
    expect([...changed].every((key) => recommendation.searched.includes(key))).toBe(true);
    for (const value of valuesOf(recommendation, 'max_instances')) expect([5, 6, 7]).toContain(Number(value));
  });
});

test('a cap on a key holds for every option, also where the file is beyond it today', async () => {
  const recommendation = await found(small, '--slo', 'wait.p95 <= 40m', ...brief, '--free', 'max_instances=..3');
  expect(recommendation.options.length).toBeGreaterThan(0);
  for (const { changes, promised } of recommendation.options) {
    expect(Number(changes.find(({ key }) => key === 'max_instances')!.value)).toBeLessThanOrEqual(3);
    expect(promised.metrics['instances.peak']!.value).toBeLessThanOrEqual(3);
  }
});

describe('what the command line cannot mean', () => {
  test('every objective that is none is named at once, with what was expected', async () => {
    const { code, stderr } = await recommend(small, '--slo', 'wait.p96 <= 5m', '--slo', 'wait.p95 <= 5', '--slo', 'soon');
    expect(code).toBe(2);
    expect(stderr).toContain(`--slo 'wait.p96 <= 5m': unknown metric "wait.p96" — did you mean "wait.p90"?`);
    expect(stderr).toContain(`--slo 'wait.p95 <= 5': expected a duration with a unit for wait.p95, got 5 (write 5m for minutes or 5s for seconds)`);
    expect(stderr).toContain(`--slo 'soon': expected "metric op value"`);
  });

  test.each([
    [['--free', 'idle_cuont'], 'did you mean idle_count?'],
    [['--free', 'idle_time=5..7'], 'idle_time has no range'],
    [['--free', 'max_instances=9..4'], '9 is more than 4'],
    [['--free', 'idle_count', '--fix', 'idle_count'], 'idle_count is in --free and in --fix'],
    [['--fix', 'all'], 'every key is fixed'],
    [['--budget', '0'], 'expected a number of runs such as 800, or a time such as 2m'],
  ])('%s', async (args, message) => {
    const { code, stderr } = await recommend(small, ...slo, ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message) as string]);
  });

  test('without an objective there is nothing to search for', async () => {
    const { code, stderr } = await recommend(small);
    expect(code).toBe(2);
    expect(stderr).toContain(`--slo 'wait.p95 <= 5m'`);
  });

  test('money needs a price', async () => {
    const { code, stderr } = await recommend(scenario('free.yaml', 'fleet: { preset: generic }\n'), '--slo', 'cost.per_month <= 100');
    expect([code, stderr]).toEqual([104, expect.stringContaining('V12') as string]);
  });
});

test('a search that is stopped recommends nothing', async () => {
  const { code, stdout, stderr } = await sim(['recommend', small, ...slo, '-j', '1'], { interruptWhen: () => true });
  expect([code, stdout, stderr]).toEqual([105, '', expect.stringContaining('nothing is recommended on half a search') as string]);
});

test('a time as budget ends the search when it is over', async () => {
  const { runs } = await found(small, ...slo, ...brief, '--budget', '1ms');
  expect(runs.ended).toBe('time');
});
