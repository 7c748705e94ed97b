import { expect, test } from 'vitest';
import { RandomStream } from '../../../sim/random/random-stream.ts';
import type { ApiModel } from '../../../sim/scenario/fleet-model.ts';
import { simulate } from '../../../sim/simulate.ts';
import { ApiGate } from '../../../sim/world/api-gate.ts';
import { inlinePlan } from './inline-plan.ts';

const instantly = { sample: () => 0 };

function gateWith(callsPerSecond: number, burst: number): ApiGate {
  const none = { dist: 'constant', valueMs: 0 } as const;
  const model: ApiModel = { latency: none, listLatency: none, callsPerSecond, burst, errors: 0, stalenessMs: 0, maxBatch: null };
  return new ApiGate(model, instantly, instantly, new RandomStream(1, 'latencies'), new RandomStream(1, 'errors'));
}

test('listings that take every token of their bucket leave changes theirs', () => {
  const gate = gateWith(0.5, 1);
  for (let at = 0; at < 60_000; at += 2000) expect(gate.enter(at, 'list')).toBeNull();
  expect(gate.enter(60_000, 'change')).toBeNull();
  expect(gate.enter(60_000, 'change')).toMatchObject({ code: 'throttled' });
  expect(gate.enter(60_000, 'list')).toBeNull();
  expect(gate.throttled).toBe(1);
});

test('while a fault lowers the limit, each bucket holds and refills less', () => {
  const gate = gateWith(10, 10);
  gate.lowered = { callsPerSecond: 1, burst: 2 };
  const letIn = (kind: 'list' | 'change', at: number): number => Array.from({ length: 5 }, () => gate.enter(at, kind)).filter((fault) => fault === null).length;
  expect([letIn('list', 0), letIn('change', 0), letIn('change', 1000)]).toEqual([2, 2, 1]);
});

test('a rate limit at the pace of the listings does not keep a fleet from growing', () => {
  const plan = inlinePlan({
    autoscaler: 'capacity_per_instance = 1\nmax_use_count = 1\nmax_instances = 50',
    policy: 'idle_count = 0\nidle_time = "5m"',
    horizon: '2h',
    stream: '{ arrivals: { type: poisson, rate: 20/h }, job: { duration: 2m } }',
    fleet: '{ boot: 60s, api: { rate_limit: 30/m, burst: 1 } }',
  });
  const record = simulate(plan, 1);
  const waits = Array.from({ length: record.jobs.count }, (_, job) => record.jobs.startedAt[job]! - record.jobs.arrivalAt[job]!);
  expect(Math.max(...waits)).toBeLessThan(180_000);
});
