import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadScenario } from '../../cli/load-scenario.ts';
import { simulate } from '../../sim/simulate.ts';
import { JournaledLives } from '../adapters/journal/journaled-life.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
write('config.toml', smallConfig);
const scenario = write('small.yaml', smallScenario());
const root = mkdtempSync(join(tmpdir(), 'drydock-replay-'));
afterAll(() => rmSync(root, { recursive: true }));

let lives: JournaledLives;
let text = '';
let name = '';
beforeAll(async () => {
  const { ready } = loadScenario(scenario, [], { readStdin: () => '' });
  lives = new JournaledLives(join(root, 'whole'));
  simulate(ready!.plan, 1, { createManager: lives.create });
  await lives.close();
  [name = ''] = readdirSync(join(root, 'whole'));
  text = readFileSync(join(root, 'whole', name), 'utf8');
});

let copies = 0;
/** A copy of the journal with something replaced. */
function journal(from = '', to = ''): string {
  const directory = mkdtempSync(join(root, `copy-${++copies}-`));
  expect(text).toContain(from);
  writeFileSync(join(directory, name), text.replace(from, to));
  return directory;
}

test('every decision is printed in words with its time and its runner, and the end says that they are the journal’s', async () => {
  const { code, stdout, stderr } = await sim(['replay', journal()]);
  expect(code).toBe(0);
  expect(stderr).toBe('');
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe(`${name}: drydock 1.2.3, started 2023-11-14T22:13:20.000Z`);
  expect(lines[1]).toBe('  1970-01-01T00:00:00.000Z small: policy 0 is in force');
  expect(lines).toHaveLength(lives.decisions.length + 2);
  expect(lines.at(-1)).toBe(`${name}: ${lives.decisions.length} decisions on ${lives.eventCount} events, the same as in the journal`);
});

test('as JSON there is a line for each decision, between those that name the segment and the verdict', async () => {
  const { code, stdout } = await sim(['replay', journal(), '--json']);
  expect(code).toBe(0);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines[0]).toEqual({ type: 'version', format: '1.0' });
  expect(lines[1]).toMatchObject({ type: 'segment', segment: name, version: '1.2.3', sequence: 1 });
  expect(lines.slice(2, -1)).toEqual(
    lives.decisions.map(({ at, decision }) => ({ type: 'decision', at: new Date(at).toISOString(), runner: 'small', ...decision })),
  );
  expect(lines.at(-1)).toMatchObject({ type: 'verdict', events: lives.eventCount, decisions: lives.decisions.length, same: true, differs: null, broken: null });
});

test('a comparison says in a line that all is the same', async () => {
  const { code, stdout } = await sim(['replay', journal(), '--compare']);
  expect(code).toBe(0);
  expect(stdout).toBe(`${name}: ${lives.decisions.length} decisions on ${lives.eventCount} events, the same as in the journal\n`);
});

test('a difference is shown with both sides, and a comparison then exits with 99', async () => {
  const directory = journal('"reason":"use-count"', '"reason":"idle"');
  const { code, stdout } = await sim(['replay', directory, '--compare']);
  expect(code).toBe(99);
  const [verdict = '', then = '', now = ''] = stdout.split('\n');
  expect(verdict).toMatch(/ the journal differs \(it is of drydock 1\.2\.3, this is /);
  expect(then).toMatch(/^ {2}then: small: remove .*: idle \(/);
  expect(now).toMatch(/^ {2}now: {2}small: remove .*: use-count \(/);
  expect((await sim(['replay', directory])).code).toBe(0);
  const json = (await sim(['replay', directory, '--compare', '--json'])).stdout.trimEnd().split('\n').at(-1) ?? '';
  expect(JSON.parse(json)).toMatchObject({ same: false, differs: { recorded: [{ reason: 'idle' }], decided: [{ reason: 'use-count' }] } });
});

test('a rule of the core that breaks exits with 109 and says on which event', async () => {
  const { code, stdout } = await sim(['replay', journal('"event":{"kind":"started"', '"event":{"kind":"job-ended","key":7')]);
  expect(code).toBe(109);
  expect(stdout).toMatch(/a rule of the core broke on event 2: an answer names a key that is in use/);
});

test('a damaged line exits with 104 and is named; what can be read before it is played', async () => {
  const directory = journal();
  appendFileSync(join(directory, name), '{"event":\n');
  const { code, stdout, stderr } = await sim(['replay', directory, '--compare']);
  expect(code).toBe(104);
  expect(stderr).toBe(`${name}:${lives.eventCount + 2}: the line is damaged, and what follows is not played\n`);
  expect(stdout).toContain(`${lives.eventCount} events, the same`);
});

test('a file that is no journal exits with 104', async () => {
  const { code, stderr } = await sim(['replay', journal('"format":1', '"format":2')]);
  expect(code).toBe(104);
  expect(stderr).toContain(`${name} is no journal that this version reads`);
});

test('a folder that is not there, or without a journal, is an error of usage', async () => {
  expect(await sim(['replay', join(root, 'nowhere')])).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot read') as string });
  const empty = mkdtempSync(join(root, 'empty-'));
  expect(await sim(['replay', empty])).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no journal in') as string });
  expect((await sim(['replay'])).code).toBe(2);
});
