import { expect, test } from 'vitest';
import { simulate } from '../../../sim/simulate.ts';
import type { RunRecord } from '../../../sim/measure/run-record.ts';
import type { WorldOptions } from '../../../sim/world/world.ts';
import { inlinePlan } from './inline-plan.ts';

interface Case {
  /** The section `gitlab`. */
  readonly gitlab: string;
  readonly requestConcurrency?: number;
  readonly arrivals?: string;
  readonly options?: WorldOptions;
}

/** A job request: when it was made, when it was answered, and whether it brought a job. */
interface Request {
  readonly from: number;
  readonly to: number;
  readonly brought: boolean;
}

interface Hour {
  readonly requests: readonly Request[];
  readonly skipped: number;
  readonly record: RunRecord;
}

/** An hour of one warm instance that has a slot for every job, and is asked for jobs every three seconds. */
function hourOf({ gitlab, requestConcurrency = 1, arrivals = '{ type: burst, at: ["+20s"], jobs: 1 }', options = {} }: Case): Hour {
  const plan = inlinePlan({
    autoscaler: 'capacity_per_instance = 50\nmax_instances = 1\nupdate_interval = "1h"',
    policy: 'idle_count = 1\nidle_time = "1h"',
    horizon: '1h',
    stream: `{ arrivals: ${arrivals}, job: { duration: 1m } }`,
    fleet: '{ boot: 1s }',
    gitlab,
    requestConcurrency,
  });
  const madeAt = new Map<number, number>();
  const requests: Request[] = [];
  let skipped = 0;
  const record = simulate(plan, 1, {
    ...options,
    onStep: (event, effects) => {
      for (const effect of effects) if (effect.kind === 'request-job') madeAt.set(effect.op, event.at);
      if (event.kind !== 'request-answered') return;
      skipped += event.fruitless;
      requests.push({ from: madeAt.get(event.op)!, to: event.at, brought: event.job !== null });
    },
  });
  return { requests, skipped, record };
}

test('an empty answer takes its time too, so that a long poll of whole turns costs the turn at which it ends', () => {
  const polls = (latency: string): readonly Request[] =>
    hourOf({ gitlab: `{ long_poll: 30s, latency: ${latency} }`, arrivals: '{ type: burst, at: ["+50m"], jobs: 1 }', options: { pollAll: true } }).requests;
  expect(polls('0s').slice(0, 3)).toMatchObject([
    { from: 3_000, to: 33_000 },
    { from: 33_000, to: 63_000 },
    { from: 63_000, to: 93_000 },
  ]);
  expect(polls('200ms').slice(0, 3)).toMatchObject([
    { from: 3_000, to: 33_200 },
    { from: 36_000, to: 66_200 },
    { from: 69_000, to: 99_200 },
  ]);
});

test('a job takes two requests to reach the manager: the one that brings it, and its first update', () => {
  const { jobs } = hourOf({ gitlab: '{ latency: 200ms }' }).record;
  expect(jobs.receivedAt[0]! - jobs.arrivalAt[0]!).toBe(400);
});

test('a job lets go of every request that GitLab holds: one brings it, the others come back empty', () => {
  // The first job lets the runner make a second request at a time.
  const arrivals = '{ type: burst, at: ["+10s", "+30s"], jobs: 1 }';
  const { requests, record } = hourOf({ gitlab: '{ latency: 200ms }', requestConcurrency: 2, arrivals });
  const arrivalAt = record.jobs.arrivalAt[1]!;
  const released = requests.filter(({ from, to }) => from < arrivalAt && to > arrivalAt);
  expect(released.map(({ to, brought }) => ({ after: to - arrivalAt, brought }))).toEqual([
    { after: 200, brought: false },
    { after: 400, brought: true },
  ]);
});

test('polls that are skipped take the latency that they would have taken', () => {
  const how = { gitlab: '{ long_poll: 50s, latency: { p50: 300ms, p95: 2s } }', arrivals: '{ type: poisson, rate: 20/h }' };
  const skipping = hourOf(how);
  const polling = hourOf({ ...how, options: { pollAll: true } });
  expect(skipping.skipped).toBeGreaterThan(10);
  expect(polling.skipped).toBe(0);
  expect(skipping.record.hash).toBe(polling.record.hash);
  expect(skipping.record.jobs).toEqual(polling.record.jobs);
});
