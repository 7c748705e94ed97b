import { expect, test } from 'vitest';
import { jobStatistics } from '../../../sim/measure/job-statistics.ts';
import type { RunRecord } from '../../../sim/measure/run-record.ts';
import { simulate } from '../../../sim/simulate.ts';
import { inlinePlan, type InlineScenario } from './inline-plan.ts';

const fleet: InlineScenario = {
  autoscaler: 'capacity_per_instance = 1\nmax_use_count = 1\nmax_instances = 20',
  policy: 'idle_count = 1\nidle_time = "5m"',
  horizon: '6h',
  stream: '{ arrivals: { type: poisson, rate: 40/h }, job: { duration: 5m } }',
  fleet: '{ boot: 60s, delete: 10s, zones: 2 }',
};

function run(faults: string, changed: Partial<InlineScenario> = {}): RunRecord {
  return simulate(inlinePlan({ ...fleet, ...changed, faults }), 1);
}

const long = { at: '+1h', for: '4h' };
const within = { at: '+2h', for: '10m' };

test.each([
  ['cloud_api_outage', '{ errors: 90% }', '{ errors: 10% }'],
  ['cloud_api_throttle', '{ rate_limit: 1/m }', '{ rate_limit: 100/s }'],
  ['capacity_shortage', '{ share: 90% }', '{ share: 10% }'],
  ['boot_fail', '{ share: 90% }', '{ share: 10% }'],
  ['gitlab_outage', '{ status: 503 }', '{ status: 503 }'],
])('a %s that ends within another leaves that one in force', (type, bad, mild) => {
  const fault = ({ at, for: span }: typeof long, params: string): string => `{ at: ${at}, for: ${span}, type: ${type}, params: ${params} }`;
  const alone = run(`[ ${fault(long, bad)} ]`);
  const both = run(`[ ${fault(long, bad)}, ${fault(within, mild)} ]`);
  expect(both.hash).toBe(alone.hash);
  expect(alone.hash).not.toBe(run('[]').hash);
});

test('boots that two faults slow down are slow twice over, and slow once when one has ended', () => {
  const median = (faults: string): number =>
    jobStatistics(run(faults, { policy: 'idle_count = 0\nidle_time = "5m"' }).jobs, [{ from: 0, to: Infinity }]).get('wait.p50')!;
  const slow = (factor: number): string => `{ at: +0s, for: 8h, type: boot_slow, params: { factor: ${factor} } }`;
  expect(median(`[ ${slow(2)}, ${slow(3)} ]`)).toBe(median(`[ ${slow(6)} ]`));
  expect(median(`[ ${slow(6)}, { at: +0s, for: 1s, type: boot_slow, params: { factor: 3 } } ]`)).toBe(median(`[ ${slow(6)} ]`));
});

test('a crash of the nesting daemon is nothing to instances without one', () => {
  const crash = '[ { at: +3h, for: 30m, type: nesting_crash, params: { share: 100% } } ]';
  expect(run(crash).hash).toBe(run('[]').hash);
  const nested = { autoscaler: `${fleet.autoscaler}\n[runners.autoscaler.vm_isolation]\nenabled = true\nnesting_host = "unix:///nesting.sock"` };
  expect(run(crash, nested).hash).not.toBe(run('[]', nested).hash);
});
