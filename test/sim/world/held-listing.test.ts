import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunRecord } from '../../../sim/measure/run-record.ts';
import { simulate } from '../../../sim/simulate.ts';
import { check } from '../../properties/check.ts';
import { inlinePlan } from './inline-plan.ts';

/** All spans are whole tenths of a second, so that much happens at the same instant. */
const tenths = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map((count) => `${String(count * 100)}ms`);
/** A span of whole tenths, or one that is drawn. */
const latency = (min: number, max: number): fc.Arbitrary<string> =>
  fc.oneof(
    tenths(min, max),
    fc.constant(`{ dist: uniform, min: 90ms, max: ${String(max * 100)}ms }`),
    fc.constant(`{ p50: ${String(min * 100)}ms, p95: ${String(max * 100)}ms }`),
  );

interface BusyHour {
  readonly arrivals: readonly string[];
  readonly duration: string;
  readonly boot: string;
  readonly deletion: string;
  readonly callLatency: string;
  readonly listLatency: string;
  readonly staleness: string;
  /** What else the interface of the cloud does. */
  readonly limit: string;
  /** Which machines never come, and which do not go at once. */
  readonly failure: string;
  readonly idleTime: string;
  readonly idleCount: number;
  readonly maxUseCount: number;
  readonly updateInterval: string;
  readonly latency: string;
}

const busyHour: fc.Arbitrary<BusyHour> = fc.record({
  arrivals: fc.array(tenths(1, 30_000), { minLength: 1, maxLength: 120, size: 'max' }),
  duration: tenths(5, 1_200),
  boot: tenths(1, 300),
  deletion: tenths(1, 300),
  callLatency: latency(1, 12),
  listLatency: latency(1, 30),
  staleness: fc.oneof(fc.constant('0s'), tenths(1, 50)),
  limit: fc.constantFrom('', ', rate_limit: 20/s, burst: 2', ', rate_limit: 30/m, burst: 1', ', rate_limit: 1/s, burst: 1', ', rate_limit: 1/s, burst: 3'),
  failure: fc.constantFrom('{}', '{ create: 20% }', '{ delete: 30% }', '{ create: 10%, delete: 10%, boot_stuck: 5% }'),
  idleTime: tenths(10, 900),
  idleCount: fc.integer({ min: 0, max: 2 }),
  maxUseCount: fc.integer({ min: 0, max: 3 }),
  updateInterval: fc.constantFrom('5s', '20s', '1m'),
  latency: tenths(0, 3),
});

function recordOf(hour: BusyHour, pollAll: boolean): RunRecord {
  const { arrivals, duration, boot, deletion, idleTime, idleCount, maxUseCount, updateInterval } = hour;
  const api = `{ latency: ${hour.callLatency}, list_latency: ${hour.listLatency}, staleness: ${hour.staleness}${hour.limit} }`;
  const plan = inlinePlan({
    autoscaler: `capacity_per_instance = 1\nmax_instances = 6\nmax_use_count = ${String(maxUseCount)}\nupdate_interval = "${updateInterval}"\ninstance_acquire_timeout = "2m"`,
    policy: `idle_count = ${String(idleCount)}\nidle_time = "${idleTime}"`,
    horizon: '1h',
    stream: `{ arrivals: { type: burst, at: [${arrivals.map((at) => `"+${at}"`).join(', ')}], jobs: 1 }, job: { duration: ${duration} } }`,
    fleet: `{ boot: ${boot}, delete: ${deletion}, failure: ${hour.failure}, api: ${api} }`,
    gitlab: `{ latency: ${hour.latency} }`,
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
