import { expect, test } from 'vitest';
import { jobStatistics } from '../../../sim/measure/job-statistics.ts';
import { record, type JobRow } from './records.ts';

const everything = [{ from: 0, to: 1_000_000 }];

function statistics(jobs: readonly JobRow[], intervals = everything): Record<string, number | null> {
  return Object.fromEntries(jobStatistics(record({ jobs }).jobs, intervals));
}

test('queue ends with the receipt, wait with the first stage, run with the end', () => {
  const found = statistics([{ arrival: 10, received: 12, started: 30, ended: 100 }]);
  expect([found['queue.max'], found['wait.max'], found['run.max']]).toEqual([2, 20, 70]);
});

test('only jobs that arrived in the window count, the horizon left out', () => {
  const jobs = [99, 100, 199, 200].map((arrival) => ({ arrival, started: arrival + arrival / 10, ended: 500 }));
  const found = statistics(jobs, [{ from: 100_000, to: 200_000 }]);
  expect([found['jobs.arrived'], found['wait.mean'], found['wait.max']]).toEqual([2, (10 + 19.9) / 2, 19.9]);
});

test('every job that arrived is done, lost, timed out, canceled or unfinished', () => {
  const found = statistics([
    { arrival: 1, started: 2, ended: 3, outcome: 'success' },
    { arrival: 1, started: 2, ended: 3, outcome: 'script-failure' },
    { arrival: 1, started: 2, ended: 3, outcome: 'configuration-error' },
    { arrival: 1, started: 2, ended: 3, outcome: 'system-failure' },
    { arrival: 1, received: 2, ended: 3, outcome: 'acquire-timeout' },
    { arrival: 1, started: 2, ended: 3, outcome: 'interrupted' },
    { arrival: 1, started: 2, ended: 3, outcome: 'timeout' },
    { arrival: 1, ended: 3, outcome: 'canceled' },
    { arrival: 1, outcome: 'unfinished' },
  ]);
  expect([found['jobs.done'], found['jobs.failed'], found['jobs.lost'], found['jobs.timeout'], found['jobs.canceled'], found['jobs.unfinished']]).toEqual([
    3, 2, 3, 1, 1, 1,
  ]);
  expect(found['jobs.arrived']).toBe(9);
  expect(found['jobs.lost_rate']).toBeCloseTo(3 / 9, 15);
});

test('a job that was lost, or left waiting, before it started is not within two minutes', () => {
  const found = statistics([
    { arrival: 0, started: 120, ended: 130 },
    { arrival: 0, started: 120.001, ended: 130 },
    { arrival: 0, received: 1, ended: 900, outcome: 'acquire-timeout' },
    { arrival: 0, outcome: 'unfinished' },
    { arrival: 0, ended: 5, outcome: 'canceled' },
  ]);
  expect(found['wait.slo2m']).toBeCloseTo(1 / 4, 15);
});

test('a wait of one hundredth of the mean run is none', () => {
  const found = statistics([
    { arrival: 0, started: 1, ended: 101 },
    { arrival: 0, started: 1.001, ended: 101.001 },
  ]);
  expect(found['wait.share_positive']).toBe(0.5);
});

test('the cold share is of the jobs that started', () => {
  const found = statistics([{ arrival: 0, started: 1, ended: 2, cold: true }, { arrival: 0, started: 1, ended: 2 }, { arrival: 0 }]);
  expect(found['jobs.cold_share']).toBe(0.5);
});

test('without jobs counts are zero and shares and spans have no value', () => {
  const found = statistics([]);
  expect([found['jobs.arrived'], found['jobs.lost'], found['jobs.lost_rate'], found['wait.p95'], found['wait.slo2m']]).toEqual([0, 0, null, null, null]);
});
