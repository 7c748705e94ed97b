import { expect, test } from 'vitest';
import { buildResult, type ResultInputs } from '../../../sim/measure/build-result.ts';
import { measureReplication, type Replication } from '../../../sim/measure/replication.ts';
import { resultSchema } from '../../../sim/measure/result.ts';
import { resultText } from '../../../sim/measure/result-text.ts';
import type { Objective } from '../../../sim/scenario/objective.ts';
import { record, type RecordParts } from './records.ts';

const waitObjective: Objective = { expr: 'wait.max <= 15s', metric: 'wait.max', op: '<=', value: 15, unit: 'seconds', severity: 'error', after: null };

const inputs: ResultInputs = {
  scenario: { name: 'by-hand', sha256: 'a'.repeat(64) },
  config: { name: 'config.toml', sha256: 'b'.repeat(64) },
  seed: 1,
  objectives: [],
  complete: true,
  facts: {
    horizon: 1000,
    warmup: 0,
    slots: 4,
    max_instances: 4,
    capacity_per_instance: 1,
    hosts: false,
    currency: null,
    price: null,
    price_source: null,
    set: [],
    assumptions: [],
  },
};

function waiting(seconds: number, parts: RecordParts = {}): Replication {
  const run = record({ jobs: [{ arrival: 0, started: seconds, ended: 100 }], ...parts });
  return measureReplication(run, { tariff: null, faults: [], objectives: [] });
}

test('a metric is the mean of each replication’s statistic with its interval', () => {
  const { metrics } = buildResult(
    inputs,
    [10, 20, 30].map((seconds) => waiting(seconds)),
  );
  const { value, unit, lo, hi, n } = metrics['wait.max']!;
  expect([value, unit, n]).toEqual([20, 'seconds', 3]);
  // t(0.975; 2) = 4.3026527297, s = 10.
  expect(lo).toBeCloseTo(20 - (4.3026527297 * 10) / Math.sqrt(3), 8);
  expect(hi).toBeCloseTo(20 + (4.3026527297 * 10) / Math.sqrt(3), 8);
});

test('an objective with nothing to measure is not met', () => {
  const nobody = measureReplication(record({ jobs: [] }), { tariff: null, faults: [], objectives: [] });
  const { slo } = buildResult({ ...inputs, objectives: [waitObjective] }, [nobody, nobody]);
  expect(slo).toMatchObject([{ ok: false, value: null, passed: 0 }]);
  const { slo: mixed } = buildResult({ ...inputs, objectives: [waitObjective] }, [nobody, waiting(10)]);
  expect(mixed).toMatchObject([{ ok: true, value: 10, passed: 1 }]);
});

test('an objective is judged on the mean, and says how many replications meet it by themselves', () => {
  const objectives = [waitObjective, { ...waitObjective, op: '<', value: 20, severity: 'warn' } as const];
  const { slo } = buildResult(
    { ...inputs, objectives },
    [10, 20, 30].map((seconds) => waiting(seconds)),
  );
  expect(slo.map(({ ok, value, severity, passed }) => ({ ok, value, severity, passed }))).toEqual([
    { ok: false, value: 20, severity: 'error', passed: 1 },
    { ok: false, value: 20, severity: 'warn', passed: 1 },
  ]);
});

test.each([
  ['<=', 20, true],
  ['<', 20, false],
  ['>=', 20, true],
  ['>', 20, false],
  ['==', 20, true],
  ['==', 21, false],
] as const)('an objective with %s %d holds for 20: %s', (op, value, ok) => {
  expect(buildResult({ ...inputs, objectives: [{ ...waitObjective, op, value }] }, [waiting(20)]).slo[0]?.ok).toBe(ok);
});

test('a kind of failure that never came up counts as none', () => {
  const objectives: Objective[] = [{ ...waitObjective, metric: 'errors.vm', op: '==', value: 0, unit: 'count' }];
  expect(buildResult({ ...inputs, objectives }, [waiting(20)]).slo[0]).toMatchObject({ ok: true, value: 0 });
  const replications = [waiting(20, { errors: { vm: 3 } }), waiting(20)];
  expect(buildResult({ ...inputs, objectives }, replications).slo[0]).toMatchObject({ ok: false, value: 1.5, passed: 1 });
  expect(buildResult(inputs, replications).metrics['errors.vm']?.value).toBe(1.5);
});

test('the shares of why sum to one, in the order of the causes', () => {
  const { why } = buildResult(inputs, [waiting(1, { why: { limit: 1, policy: 1, fault: 1 } })]);
  expect(why.map(({ cause }) => cause)).toEqual(['fault', 'prepare', 'policy', 'request-pacing', 'scale-up', 'limit', 'poll-delay']);
  expect(why.reduce((sum, { share }) => sum + share * 1_000_000, 0)).toBe(1_000_000);
});

test('the hash depends on every replication and on their order', () => {
  const hashes = ['0000000000000001', '0000000000000002'];
  const [one, two] = hashes.map((hash) => waiting(1, { hash })) as [Replication, Replication];
  const found = [[one, two], [two, one], [one], [one, one]].map((replications) => buildResult(inputs, replications).hash);
  expect(new Set(found).size).toBe(4);
  expect(found.every((hash) => /^[0-9a-f]{16}$/.test(hash))).toBe(true);
});

test('of an interrupted run the whole replications count', () => {
  const result = buildResult({ ...inputs, complete: false }, [waiting(10), waiting(900, { complete: false })]);
  expect([result.complete, result.replications, result.metrics['wait.max']?.value]).toEqual([false, 1, 10]);
});

test('a run that was interrupted in its only replication says what it had', () => {
  const result = buildResult({ ...inputs, complete: false }, [waiting(900, { complete: false })]);
  expect([result.complete, result.replications, result.metrics['wait.max']?.value]).toEqual([false, 1, 900]);
});

test('money is told in the currency of the scenario', () => {
  const tariff = { price: { currency: 'EUR', perInstanceHour: 1, minimumMs: 0, source: null }, spotFactor: 1 };
  const replication = measureReplication(record({ instances: [{ requested: 0 }] }), { tariff, faults: [], objectives: [] });
  const { metrics } = buildResult({ ...inputs, facts: { ...inputs.facts, currency: 'EUR' } }, [replication]);
  expect(metrics['cost.per_day']).toMatchObject({ value: 24, unit: 'EUR' });
});

test('a result follows its published schema, and its file gives it back', () => {
  const result = buildResult({ ...inputs, objectives: [waitObjective] }, [waiting(10, { busySlots: [900, 100] }), waiting(20)]);
  const text = resultText(result);
  expect(resultSchema.parse(JSON.parse(text))).toEqual(result);
  expect(result.metrics['instances.busy']?.histogram).toEqual([0.45, 0.05]);
});

test('equal replications give equal bytes', () => {
  const bytes = (): string => resultText(buildResult(inputs, [waiting(10, { errors: { vm: 1, create: 2 } }), waiting(20, { errors: { create: 1 } })]));
  expect(bytes()).toBe(bytes());
  expect(Object.keys(resultSchema.parse(JSON.parse(bytes())).metrics).filter((name) => name.startsWith('errors.'))).toEqual(['errors.create', 'errors.vm']);
});

test('a series is the mean over the replications', () => {
  const { series } = buildResult(inputs, [waiting(1, { series: { slotsBusy: [1, 2] } }), waiting(1, { series: { slotsBusy: [3, 4] } })]);
  expect([series.step, series.levels.slotsBusy]).toEqual([60, [2, 3]]);
});
