import { expect, test } from 'vitest';
import { asIs } from '../../../sim/recommend/trial.ts';
import { varyScenario } from '../../../sim/recommend/vary-scenario.ts';
import { parseScenario } from '../../../sim/scenario/parse-scenario.ts';
import { utc } from '../../../sim/scenario/calendar.ts';
import { resolveScenario } from '../../../sim/scenario/resolve-scenario.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';

function scenario(fleet: string, more = ''): Scenario {
  const { scenario: document, findings } = parseScenario(
    `version: 1
name: varied
config: ./config.toml
clock: { horizon: 2d }
workload:
  - { arrivals: { type: poisson, rate: 20/h }, job: { duration: 5m } }
  - { arrivals: { type: profile, peak: 10/h, by_hour: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] }, job: { duration: 5m } }
  - { arrivals: { type: burst, at: ["10:00"], jobs: 8 }, job: { duration: 5m } }
  - { arrivals: { type: closed, users: 6, think: 10m }, job: { duration: 5m } }
  - trace: { file: jobs.csv, scale: { rate: 1.2 } }
fleet: { preset: generic, ${fleet} }
${more}`,
    'varied.yaml',
  );
  expect(findings).toEqual([]);
  return resolveScenario(document!, { zone: utc, recorded: new Map() });
}

test('half as much load again is half as much of every stream', () => {
  const [poisson, profile, burst, closed, trace] = varyScenario(scenario('boot: 60s'), { ...asIs, load: 1.5 }, 0).streams;
  expect([poisson, profile, burst, closed, trace]).toMatchObject([
    { jobsPerHour: 30 },
    { peakJobsPerHour: 15 },
    { jobs: 12 },
    { users: 9 },
    { rate: 1.2 * 1.5 },
  ]);
});

test.each<[string, object]>([
  ['60s', { dist: 'constant', valueMs: 120_000 }],
  ['{ dist: uniform, min: 1m, max: 3m }', { dist: 'uniform', minMs: 120_000, maxMs: 360_000 }],
  ['{ dist: exponential, mean: 1m, max: 5m }', { dist: 'exponential', meanMs: 120_000, maxMs: 600_000 }],
  ['{ p50: 1m, p95: 3m, min: 30s }', { dist: 'lognormal', shape: { by: 'quantiles', p50Ms: 120_000, p95Ms: 360_000 }, minMs: 60_000 }],
  ['{ dist: gamma, mean: 1m, cv: 0.5 }', { dist: 'gamma', shape: { by: 'moments', meanMs: 120_000, cv: 0.5 } }],
])('a boot of %s takes twice as long', (boot, slower) => {
  expect(varyScenario(scenario(`boot: { running: 10s, ready: ${boot} }`), { ...asIs, boot: 2 }, 0).fleet.boot).toMatchObject({
    running: { dist: 'constant', valueMs: 20_000 },
    ready: slower,
  });
});

test('a blow falls at its instant, among the faults that the scenario has', () => {
  const own = scenario('zones: 2, spot: { share: 100%, reclaim: 1%/h }', 'faults: [ { at: +20h, for: 1h, type: gitlab_outage } ]');
  const at = 10 * 3_600_000;
  expect(varyScenario(own, { ...asIs, blow: 'spot-wave' }, at).faults).toMatchObject([{ type: 'spot_storm', atMs: at, share: 0.6 }, { type: 'gitlab_outage' }]);
  expect(varyScenario(own, { ...asIs, blow: 'zone-lost' }, 2.5 * at).faults).toMatchObject([
    { type: 'gitlab_outage' },
    { type: 'zone_outage', zone: own.fleet.zones[0] },
  ]);
});

test('the scenario as it is stays as it is', () => {
  const own = scenario('boot: 60s');
  expect(varyScenario(own, asIs, 0)).toEqual(own);
});
