import fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { JournalOptions } from '../../../adapters/journal/journal.ts';
import { readJournal } from '../../../adapters/journal/read-journal.ts';
import { replayJournal, type ReplayedStep } from '../../../adapters/journal/replay-journal.ts';
import { loadScenario } from '../../../cli/load-scenario.ts';
import { simulate } from '../../../sim/simulate.ts';
import { folder, smallConfig, smallScenario } from '../../cli/fixture.ts';
import { fleetCase, upstreamCase } from '../../properties/fleet-case.ts';
import { playFleet } from '../../properties/play-fleet.ts';
import { JournaledLives, type LiveDecision } from './journaled-life.ts';

const root = mkdtempSync(join(tmpdir(), 'drydock-journal-'));
afterAll(() => rmSync(root, { recursive: true }));
let directory: string;
let folders = 0;
beforeEach(() => {
  directory = join(root, String(++folders));
});

const write = folder();
write(
  'config.toml',
  smallConfig.replace('    [[runners.autoscaler.policy]]', '    [runners.autoscaler.state_storage]\n      enabled = true\n    [[runners.autoscaler.policy]]'),
);
const restarted = write(
  'restarted.yaml',
  smallScenario(
    'faults:\n  - { type: manager_restart, at: "+20m", params: { signal: SIGKILL, down: 1m, state: kept } }\n  - { type: manager_restart, at: "+50m", params: { signal: SIGQUIT, down: 1m, state: kept } }\n',
  ),
);

/** Simulates with a journal. */
async function journaled(file: string, options: JournalOptions = {}): Promise<JournaledLives> {
  const { ready, findings } = loadScenario(file, [], { readStdin: () => '' });
  if (ready === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  const lives = new JournaledLives(directory, options);
  simulate(ready.plan, 1, { createManager: lives.create });
  await lives.close();
  return lives;
}

async function replayed(): Promise<ReplayedStep[]> {
  const steps: ReplayedStep[] = [];
  for await (const segment of readJournal(directory)) for await (const step of replayJournal(segment)) steps.push(step);
  return steps;
}

function decisionsOf(steps: readonly ReplayedStep[]): LiveDecision[] {
  return steps.flatMap(({ event, decided }) => decided.map((each) => ({ at: event.at, ...each })));
}

test('a replay takes the decisions that were taken live, over restarts that keep the state', async () => {
  const lives = await journaled(restarted);
  const steps = await replayed();
  expect(lives.journals).toHaveLength(3);
  expect(readdirSync(directory)).toHaveLength(3);
  expect(lives.decisions.length).toBeGreaterThan(50);
  expect(steps).toHaveLength(lives.eventCount);
  expect(decisionsOf(steps)).toEqual(lives.decisions);
  expect(steps.filter(({ same }) => !same)).toEqual([]);
});

test('a segment in the middle of a life is replayed from its snapshot, by itself', async () => {
  const lives = await journaled(restarted, { segmentBytes: 20_000 });
  const names = readdirSync(directory).toSorted();
  expect(names.length).toBeGreaterThan(8);
  expect(decisionsOf(await replayed())).toEqual(lives.decisions);
  for (const name of names.slice(0, 5)) rmSync(join(directory, name));
  const rest = decisionsOf(await replayed());
  expect(rest.length).toBeGreaterThan(10);
  expect(rest).toEqual(lives.decisions.slice(-rest.length));
});

test('another configuration leads to other decisions, and the replay ends with the first of them', async () => {
  const lives = await journaled(write('one-life.yaml', smallScenario()));
  const [name = ''] = readdirSync(directory);
  const file = join(directory, name);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('"idleCount":1,');
  writeFileSync(file, text.replace('"idleCount":1,', '"idleCount":2,'));
  const steps = await replayed();
  expect(steps.map(({ same }) => same)).toEqual([...Array.from({ length: steps.length - 1 }, () => true), false]);
  expect(steps.at(-1)?.recorded).not.toEqual(steps.at(-1)?.decided);
  expect(steps.length).toBeLessThan(lives.eventCount);
});

test('a recorded decision that the replay does not take is a difference', async () => {
  await journaled(write('one-life.yaml', smallScenario()));
  const [name = ''] = readdirSync(directory);
  const file = join(directory, name);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('"kind":"remove"');
  writeFileSync(file, text.replace('"reason":"use-count"', '"reason":"idle"'));
  expect((await replayed()).at(-1)).toMatchObject({
    same: false,
    decided: [{ decision: { reason: 'use-count' } }],
    recorded: [{ decision: { reason: 'idle' } }],
  });
});

test('random fleets with faults, restarts and reloads are replayed from segments of any size, with the same decisions', async () => {
  let fromSnapshots = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof({ weight: 3, arbitrary: fleetCase }, upstreamCase), fc.constantFrom(20_000, 100_000), async (fleet, segmentBytes) => {
      directory = join(root, String(++folders));
      const lives = new JournaledLives(directory, { segmentBytes, keptSegments: 1_000_000 });
      playFleet({ ...fleet, jobs: fleet.jobs.slice(0, 10) }, { createManager: lives.create });
      await lives.close();
      fromSnapshots += readdirSync(directory).length - lives.journals.length;
      expect(decisionsOf(await replayed())).toEqual(lives.decisions);
    }),
    { seed: 7, numRuns: 20 },
  );
  expect(fromSnapshots).toBeGreaterThan(50);
}, 60_000);
