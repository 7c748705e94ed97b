import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunSpans } from '../../../../sim/measure/baselines/run-spans.ts';
import { smallestStaticFleet } from '../../../../sim/measure/baselines/static-fleet.ts';

interface Job {
  readonly arrival: number;
  readonly length: number;
}

function spansOf(jobs: readonly Job[]): RunSpans {
  return {
    count: jobs.length,
    arrivalAt: Float64Array.from(jobs, ({ arrival }) => arrival * 1000),
    startedAt: Float64Array.from(jobs, ({ arrival }) => (arrival + 7) * 1000),
    endedAt: Float64Array.from(jobs, ({ arrival, length }) => (arrival + 7 + length) * 1000),
  };
}

/** The 95th percentile of waiting of jobs that take the first free slot in the order of their arrival, without a heap. */
function waitP95(jobs: readonly Job[], slots: number): number {
  const free = Array.from({ length: slots }, () => 0);
  const waits = jobs.map(({ arrival, length }) => {
    const slot = free.indexOf(Math.min(...free));
    const start = Math.max(arrival, free[slot]!);
    free[slot] = start + length;
    return start - arrival;
  });
  return waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.95) - 1]!;
}

const jobs = fc
  .array(fc.record({ arrival: fc.nat(300), length: fc.integer({ min: 1, max: 90 }) }), { minLength: 1, maxLength: 40 })
  .map((list) => list.toSorted((a, b) => a.arrival - b.arrival));
const always = { from: 0, to: 10_000_000 };

test('it is the smallest of all fleets that keep the wait, found by trying each', () => {
  fc.assert(
    fc.property(jobs, fc.integer({ min: 1, max: 3 }), fc.nat(60), (list, slots, wait) => {
      let instances = 1;
      while (waitP95(list, instances * slots) > wait) instances++;
      expect(smallestStaticFleet(spansOf(list), slots, always, wait)).toEqual({ instances, waitP95: waitP95(list, instances * slots) });
    }),
    { seed: 7 },
  );
});

test('without a job in the window there is none', () => {
  expect(smallestStaticFleet(spansOf([{ arrival: 5, length: 1 }]), 1, { from: 6000, to: 9000 }, 10)).toBeNull();
});
