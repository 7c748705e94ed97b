import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunRecord } from '../../../sim/measure/run-record.ts';
import { simulate } from '../../../sim/simulate.ts';
import { check } from '../../properties/check.ts';
import { inlinePlan } from './inline-plan.ts';

/** All spans are whole tenths of a second, so that much happens at the same instant. */
const tenths = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map((count) => `${String(count * 100)}ms`);

interface BusyHour {
  readonly arrivals: readonly string[];
  readonly duration: string;
  readonly boot: string;
  readonly deletion: string;
  readonly listLatency: string;
  readonly idleTime: string;
  readonly idleCount: number;
  readonly maxUseCount: number;
  readonly updateInterval: string;
  readonly latency: string;
}

const busyHour: fc.Arbitrary<BusyHour> = fc.record({
  arrivals: fc.array(tenths(1, 30_000), { minLength: 1, maxLength: 120 }),
  duration: tenths(5, 1_200),
  boot: tenths(1, 300),
  deletion: tenths(1, 300),
  listLatency: tenths(1, 30),
  idleTime: tenths(10, 900),
  idleCount: fc.integer({ min: 0, max: 2 }),
  maxUseCount: fc.integer({ min: 0, max: 3 }),
  updateInterval: fc.constantFrom('5s', '20s', '1m'),
  latency: tenths(0, 3),
});

function recordOf(hour: BusyHour, pollAll: boolean): RunRecord {
  const { arrivals, duration, boot, deletion, listLatency, idleTime, idleCount, maxUseCount, updateInterval, latency } = hour;
  const plan = inlinePlan({
    autoscaler: `capacity_per_instance = 1\nmax_instances = 6\nmax_use_count = ${String(maxUseCount)}\nupdate_interval = "${updateInterval}"`,
    policy: `idle_count = ${String(idleCount)}\nidle_time = "${idleTime}"`,
    horizon: '1h',
    stream: `{ arrivals: { type: burst, at: [${arrivals.map((at) => `"+${at}"`).join(', ')}], jobs: 1 }, job: { duration: ${duration} } }`,
    fleet: `{ boot: ${boot}, delete: ${deletion}, api: { latency: 300ms, list_latency: ${listLatency} } }`,
    gitlab: `{ latency: ${latency} }`,
    requestConcurrency: 1,
  });
  return simulate(plan, 1, { pollAll });
}

test('a listing that is answered when that matters leaves the record of one that is answered at once, to the call', () => {
  let heard = 0;
  check(
    'held-listings',
    busyHour,
    (hour) => {
      const { steps, ...held } = recordOf(hour, false);
      const { steps: allSteps, ...unheld } = recordOf(hour, true);
      heard += allSteps - steps;
      expect(held).toEqual(unheld);
    },
    150,
  );
  expect(heard).toBeGreaterThan(10_000);
});
