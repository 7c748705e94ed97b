import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ReportContents } from '../../cli/live/page-contents.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
const home = join(write('home', ''), '..');

/** A folder with a scenario, its configuration and a result of it. */
async function place(
  name: string,
  { scenario = smallScenario(), config = smallConfig, set = [] as string[] } = {},
): Promise<{ folder: string; result: string }> {
  const below = join(home, name);
  mkdirSync(below);
  write(`${name}/small.yaml`, scenario);
  write(`${name}/config.toml`, config);
  const result = join(below, 'result.json');
  const { code } = await sim(['run', join(below, 'small.yaml'), ...set.flatMap((each) => ['--set', each]), '-q', '--workers', '0', '-o', result]);
  expect([0, 99]).toContain(code);
  return { folder: below, result };
}

/** What a page carries; null for a static one. */
function contents(page: string): ReportContents | null {
  const packed = /id="contents">([^<]*)</.exec(page)?.[1];
  return packed === undefined ? null : (JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')) as ReportContents);
}

describe('the scenario of a result', () => {
  test('is found beside it by name and digest, and carried with its settings, secrets masked', async () => {
    const config = smallConfig.replace('<token>', 'glrt-verysecret12345');
    const { result } = await place('beside', { config, set: ['runners.autoscaler.max_instances=3', 'workload.0.arrivals.rate=25/h'] });
    const { code, stdout, stderr } = await sim(['report', result, '-f', 'html']);
    expect([code, stderr]).toEqual([0, '']);
    expect(contents(stdout)).toMatchObject({
      kind: 'report',
      scenario: { text: smallScenario(), config: { path: './config.toml', text: smallConfig.replace('<token>', '[masked]') } },
      set: [
        { path: 'runners.autoscaler.max_instances', text: '3' },
        { path: 'workload.0.arrivals.rate', text: '25/h' },
      ],
      seed: 1,
      replications: 2,
      hash: (JSON.parse(readFileSync(result, 'utf8')) as { hash: string }).hash,
    });
    expect(stdout).not.toContain('verysecret');
    expect(gunzipSync(Buffer.from(/id="contents">([^<]*)</.exec(stdout)![1]!, 'base64')).toString('utf8')).not.toContain('verysecret');
  });

  test('what the scenario sets itself is not set twice', async () => {
    const { result } = await place('own-set', { scenario: smallScenario('set: { runners.autoscaler.max_instances: 3 }\n'), set: ['concurrent=2'] });
    expect(contents((await sim(['report', result, '-f', 'html'])).stdout)!.set).toEqual([{ path: 'concurrent', text: '2' }]);
  });

  test('that is nowhere leaves the page static, and standard error asks for it', async () => {
    const { result } = await place('lost');
    const moved = write('alone.json', readFileSync(result, 'utf8'));
    const { code, stdout, stderr } = await sim(['report', moved, '-f', 'html']);
    expect([code, stderr]).toEqual([0, 'the simulator is left out of the page: the scenario small was not found; sim report --scenario FILE names it\n']);
    const note = '<p class="soft">The simulator is left out of this page: the scenario small was not found; sim report --scenario FILE names it.</p>\n';
    expect(stdout).toContain(note);
    expect(stdout.replace(note, '')).toBe((await sim(['report', moved, '-f', 'html', '--static'])).stdout);
    const named = await sim(['report', moved, '-f', 'html', '--scenario', join(home, 'lost/small.yaml')]);
    expect([contents(named.stdout)?.kind, named.stderr]).toEqual(['report', '']);
  });

  test('that was changed since leaves the page static, and standard error says so', async () => {
    const { result } = await place('changed');
    write('changed/config.toml', smallConfig.replace('concurrent = 4', 'concurrent = 5'));
    const { code, stdout, stderr } = await sim(['report', result, '-f', 'html']);
    expect([code, contents(stdout)]).toEqual([0, null]);
    expect(stderr).toBe('the simulator is left out of the page: the config of the result was another than what is there now\n');
  });

  test('with a trace too large for a page leaves it static', async () => {
    let row = 1;
    const rows = Array.from({ length: 170_000 }, (_, index) => {
      row = (row * 48_271) % 2_147_483_647;
      return `${index / 10},${(row % 500_000) / 1000 + 0.001}`;
    });
    const scenario =
      'version: 1\nname: small\nconfig: ./config.toml\nworkload:\n  - trace: { file: ./big.csv, to: 10s }\nclock: { horizon: 10s }\nreplications: 1\n';
    mkdirSync(join(home, 'large'));
    write('large/big.csv', `arrival_s,duration_s\n${rows.join('\n')}\n`);
    write('large/small.yaml', scenario);
    write('large/config.toml', smallConfig);
    const result = join(home, 'large/result.json');
    await sim(['run', join(home, 'large/small.yaml'), '-q', '--workers', '0', '-o', result]);
    const { stdout, stderr } = await sim(['report', result, '-f', 'html']);
    expect(contents(stdout)).toBe(null);
    expect(stderr).toMatch(/with the jobs of its trace it would have [12]\d{3} KB, more than 1000/);
  });

  test('of an interrupted run has no hash to be measured by', async () => {
    const { result } = await place('interrupted');
    const partial = JSON.stringify({ ...(JSON.parse(readFileSync(result, 'utf8')) as object), complete: false });
    write('interrupted/partial.json', partial);
    expect(contents((await sim(['report', join(home, 'interrupted/partial.json'), '-f', 'html'])).stdout)!.hash).toBe(null);
  });
});
