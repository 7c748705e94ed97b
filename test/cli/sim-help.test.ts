import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metrics } from '../../sim/measure/metric.ts';
import { checkRules } from '../../cli/check-rules.ts';
import { exitCodes } from '../../cli/exit-codes.ts';
import { faultTypes } from '../../sim/scenario/scenario-fault.ts';
import { presetNames } from '../../sim/scenario/fleet-model.ts';
import { scenarioKeys } from '../../sim/scenario/scenario-keys.ts';
import { folder, smallConfig } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();

test('help and version are answers, not errors', async () => {
  const help = await sim(['--help']);
  expect([help.code, help.stderr]).toEqual([0, '']);
  for (const command of ['run', 'check', 'init', 'schema', 'explain', 'completion']) expect(help.stdout).toContain(`\n  ${command} `);
  expect((await sim(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('an unknown command is an error of usage', async () => {
  expect((await sim(['rum'])).code).toBe(2);
});

test.each(['scenario', 'result'])('the schema of a %s file is one of draft-07', async (of) => {
  const { code, stdout } = await sim(['schema', of]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
});

test('the help of sim run has examples that can be typed, and the exit codes', async () => {
  const { stdout } = await sim(['run', '--help']);
  const [, codes = ''] = /^Exit codes: (.*)$/m.exec(stdout) ?? [];
  const shown = [...codes.matchAll(/\b(\d+) /g)].map(([, code]) => Number(code));
  expect(Object.values(exitCodes)).toEqual(expect.arrayContaining(shown));
  expect(shown).toHaveLength(5);
  expect((await sim(['run', '@quiet-pool', '--set', 'runners.autoscaler.max_instances=6', '--set', 'fleet.boot=2m', '-q', '--replications', '1'])).code).toBe(
    0,
  );
});

test('explain lists all presets, metrics, faults and rules of the checks, and explains each', async () => {
  const known = { preset: presetNames, metric: metrics.map(({ name }) => name), fault: faultTypes, rule: checkRules.map(({ id }) => id) };
  for (const [topic, names] of Object.entries(known)) {
    const list = (await sim(['explain', topic])).stdout;
    for (const name of names) expect(list).toContain(`  ${name} `);
    for (const name of names) expect((await sim(['explain', topic, name])).stdout.startsWith(name)).toBe(true);
  }
});

test('a preset is explained with the source of each number, assumptions marked', async () => {
  const { stdout } = await sim(['explain', 'preset', 'aws-mac']);
  expect(stdout).toMatch(/fleet\.host\.min_allocation +24h /);
  expect(stdout).toContain('assumption: ');
});

test('a key is explained with its default and what it counts', async () => {
  const { stdout } = await sim(['explain', 'key', 'idle_count']);
  expect(stdout).toContain('runners.autoscaler.policy.idle_count');
  expect(stdout).toContain('slots (not instances)');
});

test('keys of scenarios are explained too, and every one says what it is', async () => {
  expect((await sim(['explain', 'key', 'fleet.boot'])).stdout).toMatch(
    /^fleet\.boot \(scenario\)\n {2}type +duration or table\n {2}default +the preset’s\n {2}effect +From the request/,
  );
  expect((await sim(['explain', 'key', 'workload[0].job.timeout'])).stdout).toContain('workload.job.timeout (scenario)');
  for (const { path, effect } of scenarioKeys()) expect(effect, path).toMatch(/^\S.+\.$/);
});

test.each([
  ['preset', 'aws-max', 'aws-mac'],
  ['metric', 'wiat.p95', 'did you mean wait.p95?'],
  ['fault', 'outage', 'gitlab_outage'],
  ['key', 'idle_cuont', 'idle_count'],
  ['key', 'fleet.bot', 'did you mean boot?'],
  ['rule', 'V99', 'V15'],
])('an unknown %s names the nearest, or those that there are', async (topic, name, known) => {
  const { code, stderr } = await sim(['explain', topic, name]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(known) as string]);
});

test('completion of bash offers commands, options and built-in scenarios', async () => {
  const script = write('sim.bash', (await sim(['completion', 'bash'])).stdout);
  const offers = (...words: string[]): string[] => {
    const program = `source ${script}; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _sim; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.trim().split('\n');
  };
  expect(offers('sim', 'ch')).toEqual(['check']);
  expect(offers('sim', 'run', '--rep')).toEqual(['--replications']);
  expect(offers('sim', 'run', '@mac-n')).toEqual(['@mac-nesting']);
  expect(offers('sim', 'explain', 'me')).toEqual(['metric']);
});

test.each(['zsh', 'fish'])('completion of %s names every command and every option', async (shell) => {
  const { stdout } = await sim(['completion', shell]);
  for (const word of ['run', 'check', 'init', 'schema', 'explain', 'completion', 'replications', 'workers', '@mac-nesting', 'metric'])
    expect(stdout).toContain(word);
});

test('init writes a scenario beside a configuration that passes the check, and never over one', async () => {
  const config = write('config.toml', smallConfig);
  const file = join(config, '..', 'scenarios', 'small.yaml');
  const first = await sim(['init', '--from', config, '--yes']);
  expect([first.code, existsSync(file)]).toEqual([0, true]);
  expect(first.stdout).toContain(`sim run ${file}`);
  expect(await sim(['check', file])).toMatchObject({ code: 0, stdout: `${file}: ok\n` });
  const [modeline] = readFileSync(file, 'utf8').split('\n', 1);
  expect(modeline).toBe('# yaml-language-server: $schema=./scenario.schema.json');
  expect(readFileSync(join(file, '..', 'scenario.schema.json'), 'utf8')).toBe((await sim(['schema'])).stdout);
  expect((await sim(['init', '--from', config, '--yes'])).code).toBe(2);
});

test.each([
  ['plugin = "aws"', 'aws-linux'],
  ['plugin = "fleeting-plugin-googlecompute"', 'gcp-linux'],
  ['plugin = "azure:1.0"\n    [runners.autoscaler.connector_config]\n      os = "windows"', 'azure-windows'],
  ['plugin = "aws"\n    [runners.autoscaler.connector_config]\n      protocol = "winrm"', 'aws-windows'],
  ['plugin = "static"', 'static-hosts'],
  ['plugin = "registry.example.com/own"', 'generic'],
  ['plugin = "aws"\n    [runners.autoscaler.vm_isolation]\n      enabled = true\n      nesting_host = "unix:///n.sock"', 'aws-mac'],
])('init takes a fleet with %j for %s', async (lines, preset) => {
  const name = `guess-${preset}-${lines.length}`;
  const [head = '', ...policies] = smallConfig.replace('"small"', `"${name}"`).replace('    plugin = "aws"\n', '').split('    [[runners.autoscaler.policy]]');
  const [plugin = '', ...rest] = lines.split('\n');
  const config = write(`${name}.toml`, `${[`${head}    ${plugin}\n`, ...policies].join('    [[runners.autoscaler.policy]]')}${rest.join('\n')}\n`);
  expect((await sim(['init', '--from', config])).code).toBe(0);
  expect(readFileSync(join(config, '..', 'scenarios', `${name}.yaml`), 'utf8')).toContain(`preset: ${preset} `);
});

test('init asks three questions at a terminal, again where an answer cannot be used', async () => {
  const config = write('asked.toml', smallConfig.replace('"small"', '"asked"'));
  const file = join(config, '..', 'scenarios', 'asked.yaml');
  const none = await sim(['init', '--from', config], { stdin: 'aws-linux\n', stdinIsTTY: true });
  expect([none.code, existsSync(file)]).toEqual([2, false]);
  expect(none.stderr).toContain('sim: no answer, and nothing written');
  const { code, stderr } = await sim(['init', '--from', config], { stdin: 'aws-mc\ngcp-linux\n\n10\n0m\n10m\n', stdinIsTTY: true });
  expect([code, stderr.match(/expected/g)]).toEqual([0, ['expected', 'expected', 'expected']]);
  const text = readFileSync(file, 'utf8');
  for (const part of ['preset: gcp-linux', 'peak: 60/h', 'p50: 10m, p95: 30m']) expect(text).toContain(part);
});

test('an argument that is none is complained of once', async () => {
  const { code, stderr } = await sim(['report', 'result.json', '-f', 'pdf']);
  expect([code, stderr.match(/Allowed choices/g)]).toEqual([2, ['Allowed choices']]);
});

test('init of a file with several fleets says which one it took, and which there are', async () => {
  const config = write(
    'several.toml',
    `${smallConfig.replace('"small"', '"first"')}${smallConfig.slice(smallConfig.indexOf('[[runners]]')).replace('"small"', '"second"')}`,
  );
  const { code, stdout } = await sim(['init', '--from', config, '--yes']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('It simulates the runner first; `runner:` in it may name another (second)')]);
});
