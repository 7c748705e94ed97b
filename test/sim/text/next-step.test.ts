import { expect, test } from 'vitest';
import type { Cause } from '../../../sim/measure/cause.ts';
import type { Objective } from '../../../sim/scenario/objective.ts';
import { nextStep } from '../../../sim/text/next-step.ts';
import { exampleManager, exampleResult, lossObjective, waitObjective, type ManagerParts } from './example-result.ts';

function tried(cause: Cause, manager: ManagerParts = {}): string[] | undefined {
  const step = nextStep(exampleResult({ why: { [cause]: 100, fault: 1 } }), exampleManager(manager));
  return step?.changes.map(({ path, value }) => `${path}=${value}`);
}

test('at the limit of instances a quarter more is tried, with the jobs that fit on them', () => {
  expect(tried('limit')).toEqual(['runners.autoscaler.max_instances=5', 'concurrent=10']);
  expect(tried('limit', { limit: 8 })).toEqual(['runners.autoscaler.max_instances=5', 'concurrent=10', 'runners.limit=10']);
});

test('where concurrent is what limits, it is raised to what the instances can run', () => {
  expect(tried('limit', { concurrent: 6 })).toEqual(['concurrent=8']);
});

test('without a limit of instances a quarter more jobs are tried', () => {
  expect(tried('limit', { maxInstances: 0 })).toEqual(['concurrent=10']);
});

test('against slow boots more slots are kept idle, in the policy that keeps most', () => {
  expect(tried('scale-up', { idleCounts: [0, 2] })).toEqual(['runners.autoscaler.policy.1.idle_count=4']);
});

test('where all instances idle already, more instances are tried', () => {
  expect(tried('scale-up', { idleCounts: [8] })).toEqual(['runners.autoscaler.max_instances=5', 'concurrent=10']);
});

test('against pacing twice the requests are tried', () => {
  expect(tried('request-pacing', { requestConcurrency: 3 })).toEqual(['runners.request_concurrency=6']);
});

test('where the policy holds jobs back, the preemptive mode is turned off', () => {
  expect(tried('policy')).toEqual(['runners.autoscaler.policy.0.preemptive_mode=false']);
  expect(tried('policy', { preemptiveMode: false })).toEqual(['runners.autoscaler.policy.0.idle_count=4']);
});

test('against pauses shorter ones are tried', () => {
  expect(tried('poll-delay')).toEqual(['check_interval=1']);
  expect(tried('poll-delay', { checkInterval: 1 })).toEqual(['runners.autoscaler.update_interval_when_expecting=1000ms']);
});

test('against slow preparation the part of the fleet that is slow is tried faster', () => {
  expect(tried('prepare')).toEqual(['fleet.nesting.vm_boot=10s']);
  expect(tried('prepare', { isNested: false })).toEqual(['fleet.connect=1s']);
});

test('what faults make is shown by leaving them out', () => {
  expect(tried('fault')).toEqual(['faults=[]']);
});

test('where objectives are met and little idles there is nothing to try', () => {
  expect(nextStep(exampleResult({ waits: [1], objectives: [waitObjective, lossObjective], busy: 7 }), exampleManager())).toBeNull();
});

test('where objectives are met and no slots are kept idle, a shorter idle time is tried', () => {
  const step = nextStep(exampleResult({ waits: [1], objectives: [waitObjective], busy: 1 }), exampleManager({ idleCounts: [0], idleTime: 1200 }));
  expect(step?.changes).toEqual([{ path: 'runners.autoscaler.policy.0.idle_time', value: '600s' }]);
});

const missed = (expr: string, unit: Objective['unit']): Objective => ({
  expr,
  metric: expr.split(' ')[0]!,
  op: '<=',
  value: 0,
  unit,
  severity: 'error',
  after: null,
});

test('where only the bill is too large, less is tried, however long jobs wait', () => {
  const step = nextStep(exampleResult({ objectives: [missed('cost.per_month <= 0', 'money')], why: { limit: 100 }, busy: 2 }), exampleManager());
  expect(step?.changes).toEqual([{ path: 'runners.autoscaler.policy.0.idle_count', value: '1' }]);
});

test('where nothing is missed that the room of a fleet decides, there is nothing to try', () => {
  expect(nextStep(exampleResult({ objectives: [missed('boot.p95 <= 0s', 'seconds')], why: { limit: 100 }, busy: 2 }), exampleManager())).toBeNull();
});
