import { expect, test } from 'vitest';
import { metrics } from '../../../sim/measure/metric.ts';
import { measureReplication, type MeasureContext, type Replication } from '../../../sim/measure/replication.ts';
import type { RunRecord } from '../../../sim/measure/run-record.ts';
import type { ScenarioFault } from '../../../sim/scenario/scenario-fault.ts';
import { record } from './records.ts';

const plain: MeasureContext = { tariff: null, faults: [], objectives: [] };

function outage(at: number, lasting: number): ScenarioFault {
  return { type: 'gitlab_outage', atMs: at * 1000, forMs: lasting * 1000, status: 502 };
}

function valuesOf({ values }: Replication): Record<string, number | null> {
  return Object.fromEntries(values);
}

function measured(run: RunRecord, context = plain): Record<string, number | null> {
  return valuesOf(measureReplication(run, context));
}

test('time averages are integrals over the window divided by its length', () => {
  const found = measured(
    record({ warmup: 200, horizon: 1200, area: { queued: 500, instances: 3000, slotsBusy: 1500 }, queueAtArrival: { sum: 12, count: 8 } }),
  );
  expect([found['queue.length.mean'], found['instances.mean'], found['instances.busy'], found['queue.length.at_arrival']]).toEqual([0.5, 3, 1.5, 1.5]);
});

test('the shares of utilisation sum to one', () => {
  const area = { requested: 10, booting: 30, ready: 120, deleting: 20, recycling: 20, slotsBusy: 60, slotsIdle: 180 };
  const found = measured(record({ area }));
  expect([found['util.used'], found['util.idle'], found['util.boot'], found['util.delete'], found['util.recycle']]).toEqual([0.15, 0.45, 0.2, 0.1, 0.1]);
});

test('a fleet without a usable slot idles', () => {
  expect(measured(record({ area: { ready: 50, booting: 50 } }))['util.idle']).toBe(0.5);
});

test('instances count in the window of their request, and of their end', () => {
  const instances = [
    { requested: 50, ready: 130, gone: 250 },
    { requested: 150, ready: 190, gone: 1500, uses: 4 },
    { requested: 160, gone: 170 },
  ];
  const found = measured(record({ warmup: 100, horizon: 1000, instances }));
  expect([found['instances.created'], found['instances.deleted'], found['boot.max'], found['boot.p50'], found['instances.max_uses']]).toEqual([
    2, 2, 40, 40, 4,
  ]);
});

test('the busy histogram is the share of the window with exactly k busy slots', () => {
  expect(measureReplication(record({ horizon: 100, busySlots: [50, 30, 20, 0, 0] }), plain).busyShares).toEqual([0.5, 0.3, 0.2]);
});

test('values come in the order of the registry', () => {
  const names = measureReplication(record({ errors: { vm: 2, create: 1 } }), plain).values.map(([name]) => name);
  const known = metrics.map(({ name }) => name).filter((name) => names.includes(name));
  expect(names).toEqual(known);
  expect(names.slice(-2)).toEqual(['errors.create', 'errors.vm']);
});

test('recovery is the longest after any fault, and lasts to the end of the run where none came', () => {
  const faults = [outage(100, 50), outage(400, 100)];
  expect(measured(record({ recovery: [30, 70], end: 1500 }), { ...plain, faults })['recovery.time']).toBe(70);
  expect(measured(record({ recovery: [30, Number.NaN], end: 1500 }), { ...plain, faults })['recovery.time']).toBe(1000);
});

test('an objective after faults looks at the jobs that arrived after a fault and before the next', () => {
  const faults = [outage(100, 100), outage(400, 100)];
  const jobs = [50, 150, 300, 450, 600].map((arrival) => ({ arrival, started: arrival + arrival / 10, ended: 900 }));
  const objective = { expr: 'wait.max <= 1m', metric: 'wait.max', op: '<=', value: 60, unit: 'seconds', severity: 'error', after: 'fault' } as const;
  const count = { ...objective, metric: 'jobs.arrived' } as const;
  const { afterFault } = measureReplication(record({ jobs, recovery: [0, 0] }), { ...plain, faults, objectives: [objective, count] });
  expect(Object.fromEntries(afterFault)).toEqual({ 'wait.max': 60, 'jobs.arrived': 2 });
});

test('a series of more than 2880 points is merged by neighbours', () => {
  const slotsBusy = Array.from({ length: 5000 }, (_, index) => index % 2);
  const { series } = measureReplication(record({ series: { slotsBusy }, seriesLength: 5000 }), plain);
  expect(series.stepMs).toBe(120_000);
  expect(series.levels.slotsBusy).toHaveLength(2500);
  expect(new Set(series.levels.slotsBusy)).toEqual(new Set([0.5]));
});

test('waiting is told in seconds for every cause', () => {
  expect(measureReplication(record({ why: { limit: 90, policy: 10 } }), plain).why).toEqual({
    fault: 0,
    prepare: 0,
    policy: 10,
    'request-pacing': 0,
    'scale-up': 0,
    limit: 90,
    'poll-delay': 0,
  });
});
