import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../core/finding.ts';
import { loadScenario, type LoadedScenario } from '../../cli/load-scenario.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';

const write = folder();
const config = write('config.toml', smallConfig);
const here = join(config, '..');
const stdin = { readStdin: () => '' };

function load(text: string, name = 'small.yaml'): LoadedScenario {
  return loadScenario(write(name, text), [], stdin);
}

function told({ findings }: LoadedScenario, rule: string): Finding[] {
  return findings.filter((finding) => finding.rule === rule);
}

test('a plan is plain data: it survives the way to a worker', () => {
  const { ready } = load(smallScenario());
  expect(structuredClone(ready!.plan)).toEqual(ready!.plan);
});

test('the schedule of a runner says which policies are active from which instant on', () => {
  write('hours.toml', smallConfig.replace('idle_count = 1', 'periods = ["* 8-17 * * mon-fri"]\n      idle_count = 1'));
  const { ready } = load(smallScenario('', { config: './hours.toml', horizon: '24h' }).replace('clock: {', 'clock: { timezone: Europe/Berlin,'), 'hours.yaml');
  // The default start is Monday midnight on the wall.
  expect(ready!.plan.schedules[0]?.slice(0, 3)).toEqual([
    { atMs: 0, active: [] },
    { atMs: 8 * 3_600_000, active: [0] },
    { atMs: 18 * 3_600_000, active: [] },
  ]);
});

test('the manager is told of a minimum allocation, whichever of price and host asks for more', () => {
  const { ready } = load(smallScenario('fleet: { preset: aws-mac, price: { currency: USD, per_instance_hour: 1, minimum: 60s, source: a test } }\n'));
  expect(ready!.plan.manager.runners[0]?.autoscaler.minimumBilling).toBe(24 * 3_600_000);
  expect(ready!.context.tariff?.price.minimumMs).toBe(60_000);
});

test('V7 is said of an idle time below the minimum allocation of hosts', () => {
  expect(told(load(smallScenario('fleet: { preset: aws-mac }\n')), 'V7')).toMatchObject([{ severity: 'warning', file: config }]);
  expect(told(load(smallScenario()), 'V7')).toEqual([]);
});

test('V15 is said of more instances than the fleet has hosts for, since the runner would refuse to start', () => {
  const host = (pool: number): string => smallScenario(`fleet: { host: { pool: ${String(pool)} } }\n`);
  const refused = load(host(3), 'pool.yaml');
  expect(refused.ready).toBeNull();
  expect(told(refused, 'V15')).toMatchObject([
    {
      severity: 'error',
      file: config,
      line: 11,
      path: 'runners[0].autoscaler.max_instances',
      message: 'max_instances = 4 is more than the fleet allows: fleet.host.pool = 3',
      hint: 'set max_instances = 3 or less, or raise fleet.host.pool',
    },
  ]);
  expect(told(load(host(4), 'pool.yaml'), 'V15')).toEqual([]);
});

test('V15 is said of what the command line sets too', () => {
  const file = write('pool.yaml', smallScenario('fleet: { host: { pool: 4 } }\n'));
  const set = (path: string, text: string): Finding[] => told(loadScenario(file, [{ path, text }], stdin), 'V15');
  expect(set('runners.autoscaler.max_instances', '5')).toMatchObject([{ severity: 'error', file: '--set', line: 0 }]);
  expect(set('fleet.host.pool', '2')).toMatchObject([{ severity: 'error', file: config, line: 11 }]);
  expect(set('runners.autoscaler.max_instances', '0')).toEqual([]);
});

test('files may be named by their whole path', () => {
  const { ready } = load(smallScenario('', { config }), 'elsewhere.yaml');
  expect(ready!.plan.manager).toEqual(load(smallScenario()).ready!.plan.manager);
});

test('files with a byte order mark are read as those without', () => {
  const plain = load(smallScenario());
  write('marked.toml', `\ufeff${smallConfig}`);
  const marked = load(`\ufeff${smallScenario('', { config: './marked.toml' })}`, 'marked.yaml');
  expect(marked.findings).toEqual([]);
  expect(marked.ready!.plan.manager).toEqual(plain.ready!.plan.manager);
  expect(marked.ready!.inputs.config.sha256).toBe(plain.ready!.inputs.config.sha256);
});

test('what is wrong with a scenario and with what it names is said at once', () => {
  write('wrong.toml', smallConfig.replace('max_instances = 4', 'max_instances = "four"'));
  const text = smallScenario('slo: [ cost.per_month <= 5 ]\nrunner: nobody\n', { config: './wrong.toml' })
    .replace('clock: {', 'clock: { timezone: Mars/Base,')
    .replace('workload:\n', 'workload:\n  - trace: { file: absent.csv }\n');
  const { ready, findings } = load(text, 'wrong.yaml');
  expect(ready).toBeNull();
  expect(findings.filter(({ severity }) => severity === 'error').map(({ rule, path }) => [rule, path])).toEqual([
    ['V12', 'slo[0]'],
    ['unknown-value', 'clock.timezone'],
    ['file', 'workload[0].trace.file'],
    ['type', 'runners[0].autoscaler.max_instances'],
    ['runner', 'runners'],
  ]);
});

test('what a scenario sets in its configuration is found fault with where it is set', () => {
  const set = 'set: { runners.autoscaler.max_instancs: 6, runners.autoscaler.policy.0.idle_time: soon }\n';
  const { findings } = load(smallScenario(set), 'set.yaml');
  expect(findings.map(({ rule, file, line, column, path, hint }) => [rule, file, line > 0, column, path, hint])).toEqual([
    ['path', join(here, 'set.yaml'), true, 8, 'set.runners.autoscaler.max_instancs', 'did you mean runners.autoscaler.max_instances?'],
    ['type', join(here, 'set.yaml'), true, 83, 'set.runners.autoscaler.policy.0.idle_time', expect.any(String)],
  ]);
});

test('V16 is said of jobs whose image is not allowed where it matters', () => {
  const isolated = smallConfig
    .replace('    plugin', '    [runners.instance]\n    allowed_images = ["macos-*"]\n  [runners.autoscaler]\n    plugin')
    .replace('  [runners.autoscaler]\n', '');
  write('isolated.toml', `${isolated}    [runners.autoscaler.vm_isolation]\n      enabled = true\n      nesting_host = "unix:///nesting.sock"\n`);
  const asked = (image: string, config = './isolated.toml'): Finding[] =>
    told(load(smallScenario('', { config }).replace('job: {', `job: { image: ${image},`), 'images.yaml'), 'V16');
  expect(asked('windows')).toMatchObject([{ severity: 'warning', path: 'workload[0].job.image', line: 7, hint: 'it allows macos-*' }]);
  expect(asked('macos-15')).toEqual([]);
  expect(asked('windows', './config.toml')).toEqual([]);
});

test('V17 is said of an objective on what comes after faults in a scenario without any', () => {
  const slo = 'slo: [ recovery.time <= 5m, { expr: wait.p95 <= 5m, after: fault }, wait.p95 <= 5m ]\n';
  expect(told(load(smallScenario(slo)), 'V17').map(({ severity, path }) => [severity, path])).toEqual([
    ['warning', 'slo[0]'],
    ['warning', 'slo[1].expr'],
  ]);
  expect(told(load(smallScenario(`${slo}faults: [ { at: +10m, for: 1m, type: gitlab_outage } ]\n`)), 'V17')).toEqual([]);
});

test('V18 is said of faults that hit nothing', () => {
  const told18 = (fleet: string): string[] =>
    told(
      load(
        smallScenario(
          `fleet: ${fleet}\nfaults: [ { at: +10m, for: 1m, type: spot_storm }, { at: +20m, for: 1m, type: nesting_crash }, { at: +30m, type: instance_loss } ]\n`,
        ),
        'vain.yaml',
      ),
      'V18',
    ).map(({ message }) => message);
  expect(told18('{}')).toEqual(['spot_storm hits nothing: no instance is a spot instance', 'nesting_crash hits nothing: no runner has vm_isolation']);
  expect(told18('{ spot: { share: 10% } }')).toEqual(['nesting_crash hits nothing: no runner has vm_isolation']);
});

test('V18 is said of a fault that begins when no job comes any more, however its time is written', () => {
  const messages = (at: string): string[] =>
    told(load(smallScenario(`faults: [ { at: ${at}, for: 1m, type: gitlab_outage } ]\n`), 'late.yaml'), 'V18').map(({ message }) => message);
  const late = 'gitlab_outage hits nothing: it begins 2h after the start, and arrivals end after 1h30m';
  for (const at of ['+2h', '"02:00"', '2026-01-05T02:00:00']) expect(messages(at)).toEqual([late]);
  expect(messages('"01:00"')).toEqual([]);
});

test('V10 is said where jobs come faster than they are requested', () => {
  write('strict.toml', smallConfig.replace('executor =', 'strict_check_interval = true\n  executor ='));
  const fast = smallScenario('', { config: './strict.toml' }).replace('20/h', '30/m');
  expect(told(load(fast, 'strict.yaml'), 'V10')).toMatchObject([{ severity: 'warning' }]);
  expect(told(load(fast.replace('30/m', '10/m'), 'strict.yaml'), 'V10')).toEqual([]);
});

test('V10 looks at traces too', () => {
  write('strict.toml', smallConfig.replace('executor =', 'strict_check_interval = true\n  executor ='));
  const traced = smallScenario('', { config: './strict.toml' }).replace(/ {2}- arrivals[^]*?job:.*\n/, '  - trace: { file: rush.csv }\n');
  const rush = (jobs: number): string => `arrival_s,duration_s\n${Array.from({ length: jobs }, (_, job) => `${String(job)},60\n`).join('')}7200,60\n`;
  write('rush.csv', rush(21));
  expect(told(load(traced, 'rush.yaml'), 'V10')).toMatchObject([{ message: expect.stringContaining('up to 21 a minute') as string }]);
  write('rush.csv', rush(20));
  expect(told(load(traced, 'rush.yaml'), 'V10')).toEqual([]);
});

test('V11 is said where the horizon is shorter than three idle times', () => {
  const short = told(load(smallScenario('', { horizon: '14m' })), 'V11');
  expect(short).toMatchObject([{ severity: 'warning', line: 4, message: expect.stringContaining('three times idle_time') as string }]);
  expect(told(load(smallScenario('', { horizon: '15m' })), 'V11')).toEqual([]);
});

test('V11 is said of a trace that ends before the horizon', () => {
  write('jobs.csv', 'arrival_s,observed_wait_s,duration_s,queue,pipeline,status,name\n0,1,60,linux,1,success,a\n600,1,60,linux,1,success,b\n');
  const text = smallScenario().replace(/ {2}- arrivals[^]*?job:.*\n/, '  - trace: { file: jobs.csv }\n');
  expect(told(load(text, 'traced.yaml'), 'V11')).toMatchObject([{ message: expect.stringContaining('ends after 10m') as string }]);
});

test('bad rows of a trace are errors with their lines, or by choice one warning that names and counts them', () => {
  const traced = (keys: string): LoadedScenario =>
    load(smallScenario().replace(/ {2}- arrivals[^]*?job:.*\n/, `  - trace: { file: bad.csv${keys} }\n`), 'bad.yaml');
  write('bad.csv', 'arrival_s,duration_s\n0,60\n1,x\n-2,60\n7200,60\n');
  const refused = told(traced(''), 'bad-row');
  expect(refused.map(({ severity, line, message }) => [severity, line, message])).toEqual([
    ['error', 3, 'bad row: the duration is not a number'],
    ['error', 4, 'bad row: the arrival is negative'],
  ]);
  const skipped = traced(', bad_rows: skip');
  const message = '2 bad rows of 4 left out: line 3 (the duration is not a number), line 4 (the arrival is negative)';
  expect(told(skipped, 'bad-row')).toMatchObject([{ severity: 'warning', message }]);
  expect(skipped.ready).not.toBeNull();
  write('bad.csv', `arrival_s,duration_s\n${'1,x\n'.repeat(30)}0,60\n`);
  expect(told(traced(', bad_rows: skip'), 'bad-row')[0]?.message).toMatch(
    /^30 bad rows of 31 left out: (line \d \(the duration is not a number\), ){5}and 25 more$/,
  );
});

test('a trace without a job is an error, whatever becomes of bad rows', () => {
  const traced = (text: string): (readonly string[])[] => {
    write('none.csv', text);
    const { findings } = load(smallScenario().replace(/ {2}- arrivals[^]*?job:.*\n/, '  - trace: { file: none.csv, bad_rows: skip }\n'), 'none.yaml');
    return findings.filter(({ severity }) => severity === 'error').map(({ rule, message }) => [rule, message]);
  };
  expect(traced('')).toEqual([['trace', 'the file is empty']]);
  expect(traced('a,b\n1,2\n')).toEqual([['trace', 'the header lacks arrival_s and duration_s']]);
  expect(traced('arrival_s,duration_s\n')).toEqual([['trace', 'the trace has no job']]);
  expect(traced('arrival_s,duration_s\nx,1\n')).toEqual([['trace', 'the trace has no job']]);
});

test('the horizon of a scenario of traces alone is the end of the longest', () => {
  write('jobs2.csv', 'arrival_s,observed_wait_s,duration_s,queue,pipeline,status,name\n0,1,60,linux,1,success,a\n7200,1,60,linux,1,success,b\n');
  const text = smallScenario()
    .replace(/ {2}- arrivals[^]*?job:.*\n/, '  - trace: { file: jobs2.csv }\n')
    .replace(/clock:.*\n/, '');
  expect(load(text, 'open.yaml').ready?.inputs.facts.horizon).toBeCloseTo(7200.001, 9);
});

test('V14 is said of a secret that is set, whose line is not shown', () => {
  const secret = 'glrt-doNotShowThis';
  const file = write(
    'secret.yaml',
    smallScenario(`set: { runners.token: ${secret}, runners.autoscaler.plugin_config.password: hushHush, runners.limit: x }\n`),
  );
  const { ready, findings } = loadScenario(file, [{ path: 'runners.autoscaler.connector_config.password', text: 'hushHush' }], stdin);
  expect(ready).toBeNull();
  expect(findings.map(({ rule, severity, file: where, path, line }) => [rule, severity, where, path, line > 0])).toEqual([
    ['type', 'error', file, 'set.runners.limit', true],
    ['V14', 'error', file, 'set.runners.token', true],
    ['V14', 'error', file, 'set.runners.autoscaler.plugin_config.password', true],
    ['V14', 'error', '--set', 'runners.autoscaler.connector_config.password', false],
  ]);
  expect(JSON.stringify(findings)).not.toMatch(/doNotShow|hushHush/);
  expect(load(smallScenario('set: { runners.token: <token> }\n'), 'placeholder.yaml').findings).toEqual([]);
});

test('a token is not shown with the line that it stands on', () => {
  const { findings } = load(smallScenario('sett: { token: glrt-doNotShowThis, rate: [ }\n'), 'broken.yaml');
  expect(findings.length).toBeGreaterThan(0);
  expect(JSON.stringify(load(smallScenario('seed: glrt-doNotShowThis\n'), 'typed.yaml').findings)).toContain('[masked]');
  expect(JSON.stringify([findings, load(smallScenario('seed: glrt-doNotShowThis\n'), 'typed.yaml').findings])).not.toContain('doNotShow');
});

test('V14 is said of a secret in a configuration inside a scenario', () => {
  const inline = (token: string): string =>
    smallScenario().replace('config: ./config.toml', `config:\n  toml: |\n${smallConfig.replace('<token>', token).replace(/^/gm, '    ')}`);
  const secret = load(inline('glrt-verysecret'), 'secret.yaml');
  expect(secret.ready).toBeNull();
  expect(told(secret, 'V14')).toHaveLength(1);
  expect(JSON.stringify(secret.findings)).not.toContain('verysecret');
  expect(load(inline('<token>'), 'inline.yaml').ready?.inputs.config.name).toBe('inline');
});

test('files of recorded durations are read, and a line that is none is named', () => {
  write('good.txt', '# seconds or durations\n30\n1m30s\n\n2.5\n');
  write('bad.txt', '30\nsoon\n');
  const text = (file: string): string => smallScenario().replace('{ p50: 2m, p95: 6m }', `{ dist: empirical, file: ${file} }`);
  expect(load(text('good.txt'), 'good.yaml').ready?.plan.scenario.streams[0]).toMatchObject({
    duration: { dist: 'empirical', valuesMs: [30_000, 90_000, 2500] },
  });
  expect(load(text('bad.txt'), 'bad.yaml').findings[0]?.message).toBe('bad.txt:2: expected a duration a line, got "soon"');
  expect(load(text('none.txt'), 'none.yaml').findings[0]?.message).toBe(`there is no file ${join(here, 'none.txt')}`);
});

test('an unknown time zone and an unknown compat are named with their places', () => {
  const { findings } = load(smallScenario('set: { compat: upsteam }\n').replace('clock: {', 'clock: { timezone: Europe/Atlantis,'), 'odd.yaml');
  expect(findings.map(({ path, severity }) => [path, severity])).toEqual([
    ['clock.timezone', 'error'],
    ['set.compat', 'error'],
  ]);
});

test('overrides of the scenario come before those of the command line', () => {
  const file = write('set.yaml', smallScenario('set: { runners.autoscaler.max_instances: 3, concurrent: 3 }\n'));
  const { ready } = loadScenario(file, [{ path: 'concurrent', text: '2' }], stdin);
  expect(ready?.plan.manager).toMatchObject({ concurrent: 2, runners: [{ autoscaler: { maxInstances: 3 } }] });
});

test('what is wrong in the configuration and in the scenario is said at once', () => {
  write('wrong.toml', smallConfig.replace('max_instances = 4', 'max_instances = "four"'));
  const { ready, findings } = load(smallScenario('', { config: './wrong.toml' }).replace('clock: {', 'clock: { timezone: Nowhere/Else,'), 'wrong.yaml');
  expect(ready).toBeNull();
  expect(findings.filter(({ severity }) => severity === 'error').map(({ path }) => path)).toEqual(['clock.timezone', 'runners[0].autoscaler.max_instances']);
});

test('what is wrong with a configuration is said beside what is wrong with the grammar of its scenario', () => {
  write('misspelt.toml', smallConfig.replace('concurrent', 'concurent'));
  for (const named of ['./misspelt.toml', `{ toml: ${JSON.stringify(smallConfig.replace('concurrent', 'concurent'))} }`]) {
    const loaded = load(`${smallScenario().replace(/^config: .*$/m, `config: ${named}`)}no_such_key: 1\n`, 'both.yaml');
    expect(loaded.ready).toBeNull();
    expect(told(loaded, 'unknown-key').map(({ path }) => path)).toEqual(['no_such_key', 'concurent']);
  }
  write('unsaid.toml', smallConfig.replace(/^concurrent.*$/m, ''));
  const unsaid = `${smallScenario('', { config: './unsaid.toml' })}no_such_key: 1\n`;
  expect(load(unsaid, 'unsaid.yaml').findings.map(({ path }) => path)).toEqual(['no_such_key', 'concurrent']);
  expect(load(`${unsaid}set: { concurrent: 3 }\n`, 'set.yaml').findings.map(({ path }) => path)).toEqual(['no_such_key']);
  const missing = load(`${smallScenario('', { config: './nowhere.toml' })}no_such_key: 1\n`, 'missing.yaml');
  expect(missing.findings.map(({ path }) => path)).toEqual(['no_such_key', 'config']);
});
