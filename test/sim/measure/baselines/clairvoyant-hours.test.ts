import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clairvoyantHours } from '../../../../sim/measure/baselines/clairvoyant-hours.ts';
import { runSpans, type RunSpans } from '../../../../sim/measure/baselines/run-spans.ts';
import { record } from '../records.ts';

const hour = 3600;

function spansOf(jobs: readonly (readonly [start: number, end: number])[]): RunSpans {
  const starts = Float64Array.from(jobs, ([start]) => start);
  return { count: jobs.length, arrivalAt: starts, startedAt: starts, endedAt: Float64Array.from(jobs, ([, end]) => end) };
}

test('each instant costs the jobs that run, by the slots of an instance, rounded up', () => {
  const jobs = spansOf([0, 1, 2].map((start) => [start * 3_600_000, 4 * 3_600_000] as const));
  expect(clairvoyantHours(jobs, 1, { from: 0, to: 5 * 3_600_000 })).toBe(1 + 2 + 3 + 3);
  expect(clairvoyantHours(jobs, 2, { from: 0, to: 5 * 3_600_000 })).toBe(1 + 1 + 2 + 2);
  expect(clairvoyantHours(jobs, 3, { from: 2.5 * 3_600_000, to: 3 * 3_600_000 })).toBe(0.5);
});

test('it is the sum over milliseconds of the instances that each needs', () => {
  const job = fc.tuple(fc.nat(60), fc.nat(40)).map(([start, length]) => [start, start + length] as const);
  const window = fc.tuple(fc.nat(50), fc.nat(60)).map(([from, length]) => ({ from, to: from + length }));
  fc.assert(
    fc.property(fc.array(job, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), window, (jobs, slots, { from, to }) => {
      let paidMs = 0;
      for (let at = from; at < to; at++) paidMs += Math.ceil(jobs.filter(([start, end]) => start <= at && at < end).length / slots);
      expect(clairvoyantHours(spansOf(jobs), slots, { from, to }) * 3_600_000).toBeCloseTo(paidMs, 6);
    }),
    { seed: 7 },
  );
});

test('a job that was lost is not counted: its instance may have been gone', () => {
  const jobs = [
    { arrival: 0, started: 0, ended: hour },
    { arrival: 0, started: 0, ended: hour, outcome: 'system-failure' as const },
    { arrival: 0, outcome: 'unfinished' as const },
  ];
  expect(runSpans(record({ jobs }).jobs).count).toBe(1);
});
