import { afterEach, expect, test, vi } from 'vitest';
import { loadScenario } from '../../cli/load-scenario.ts';
import { Progress } from '../../cli/progress.ts';
import { replicate } from '../../cli/replicate.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';

const write = folder();
write('config.toml', smallConfig);

afterEach(() => {
  vi.restoreAllMocks();
});

function lineOf(days: readonly number[], horizonDays: number): string {
  let written = '';
  const stderr = { write: (text: string) => void (written += text), isTTY: true, columns: 100 };
  const progress = new Progress({ stderr, env: { TERM: 'xterm' } }, days.length, { days: Int32Array.from(days), horizonDays });
  progress.advance(1_000_000);
  return written;
}

test('the line says how many seeds are done, and the day that the furthest of the others is in', () => {
  expect(lineOf([0, 5, 4], 7)).toMatch(/1\/3 seeds · day 5\/7 · [\d.]+ M steps\/s · \w+ left$/);
});

test('a day is not said where none runs, where the last jobs drain, or where the horizon is a single one', () => {
  expect(lineOf([0, 0, 0], 7)).not.toContain('day');
  expect(lineOf([0, 9], 7)).toContain('day 7/7');
  expect(lineOf([0, 1], 1)).not.toContain('day');
});

test('a replication says which day it is in, and at its end that it no longer runs', () => {
  const text = smallScenario('', { horizon: '8d' }).replace('rate: 20/h', 'rate: 60/h');
  const { ready } = loadScenario(write('days.yaml', text), [], { readStdin: () => '' });
  const days = new Int32Array(2);
  const store = vi.spyOn(Atomics, 'store');
  replicate({ plan: ready!.plan, context: ready!.context, eventsFile: null, stop: new Int32Array(1), progress: { days, firstSeed: 1 } }, 2);
  const said = store.mock.calls.map(([, index, day]) => [index, day]);
  expect(said[0]).toEqual([1, 1]);
  expect(said.at(-1)).toEqual([1, 0]);
  const told = said.slice(0, -1).map(([, day]) => Number(day));
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(Math.max(...told)).toBeGreaterThan(4);
});
