import { describe, expect, test } from 'vitest';
import { utc } from '../../../sim/scenario/calendar.ts';
import { presetNames } from '../../../sim/scenario/fleet-model.ts';
import { parseScenario } from '../../../sim/scenario/parse-scenario.ts';
import { explainPreset } from '../../../sim/scenario/presets/explain-preset.ts';
import { referencedFiles } from '../../../sim/scenario/referenced-files.ts';
import { resolveScenario } from '../../../sim/scenario/resolve-scenario.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import type { ScenarioDocument } from '../../../sim/scenario/schema/scenario.ts';
import type { Setting } from '../../../sim/scenario/sweep.ts';

const hour = 3_600_000;

function read(text: string, settings: readonly { path: string; value: Setting }[] = []): ScenarioDocument {
  const { scenario, findings } = parseScenario(`version: 1\nname: x\nconfig: ./c.toml\n${text}`, 'x.yaml', settings);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return scenario as ScenarioDocument;
}

function resolve(text: string, settings: readonly { path: string; value: Setting }[] = []): Scenario {
  return resolveScenario(read(text, settings), { zone: utc, recorded: new Map([['d.csv', [1000, 2000]]]) });
}

const plain = 'clock: { start: 2026-03-02T00:00:00, horizon: 2d }\nworkload: [ { arrivals: { type: poisson, rate: 60/h }, job: { duration: 5m } } ]\n';

describe('a resolved scenario', () => {
  test('has the documented defaults', () => {
    const { clock, replications, seed, streams, gitlab, fleet } = resolve(
      'clock: { horizon: 1h }\nworkload: [ { arrivals: { type: poisson, rate: 60/h }, job: { duration: 5m } } ]\n',
    );
    expect(clock).toEqual({ startEpochMs: Date.UTC(2026, 0, 5), timezone: 'UTC', utcOffsets: [{ atMs: 0, offsetMs: 0 }], horizonMs: hour, warmupMs: 0 });
    expect([replications, seed]).toEqual([10, 1]);
    expect(streams[0]?.job).toEqual({ failure: 0, tags: [], image: null, timeoutMs: hour, cancel: null, retry: { max: 0, on: ['always'] } });
    expect(gitlab.longPollMs).toBe(50_000);
    expect(fleet).toMatchObject({
      preset: 'generic',
      boot: { running: { dist: 'constant', valueMs: 60_000 } },
      delete: { dist: 'constant', valueMs: 10_000 },
      host: null,
      spot: null,
      price: null,
    });
  });

  test('survives JSON, so that it can go to worker threads', () => {
    const scenario = resolve(`${plain}fleet: { preset: aws-mac, spot: { share: 50% } }\nslo: [ wait.p95 <= 5m ]\n`);
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
  });

  test('gives the scenario’s own values before those of the preset, and says which is which', () => {
    const { fleet, parameters } = resolve(`${plain}fleet: { preset: aws-mac, boot: { p50: 8m, p95: 20m }, api: { burst: 7 } }\n`);
    expect(fleet.boot.running).toEqual({ dist: 'lognormal', shape: { by: 'quantiles', p50Ms: 480_000, p95Ms: 1_200_000 }, minMs: null, maxMs: null });
    expect(fleet.api).toMatchObject({ burst: 7, callsPerSecond: 20 });
    expect(fleet.host?.minAllocationMs).toBe(24 * hour);
    const origins = new Map(parameters.map(({ path, origin, source }) => [path, { origin, source }]));
    expect(origins.get('fleet.boot')).toEqual({ origin: 'scenario', source: null });
    expect(origins.get('fleet.host.min_allocation')?.origin).toBe('preset');
    expect(origins.get('fleet.failure.create')?.origin).toBe('assumption');
  });

  test('lets a burst recur daily, and a fault happen once', () => {
    const scenario = resolve(
      'clock: { start: 2026-03-02T00:00:00, horizon: 2d }\nworkload: [ { arrivals: { type: burst, at: ["10:00"], jobs: 5 }, job: { duration: 5m } } ]\nfaults: [ { at: "10:00", for: 5m, type: gitlab_outage } ]\n',
    );
    expect(scenario.streams[0]).toMatchObject({ atMs: [10 * hour, 34 * hour], overMs: 0 });
    expect(scenario.faults).toEqual([{ type: 'gitlab_outage', atMs: 10 * hour, forMs: 300_000, status: 503 }]);
  });

  test('gives objectives in the unit of their metric', () => {
    const { slo } = resolve(`${plain}slo: [ wait.p95 <= 5m, jobs.lost_rate < 1%, { expr: jobs.lost == 0, severity: warn, after: fault } ]\n`);
    expect(slo.map(({ metric, op, value, unit, severity, after }) => [metric, op, value, unit, severity, after])).toEqual([
      ['wait.p95', '<=', 300, 'seconds', 'error', null],
      ['jobs.lost_rate', '<', 0.01, 'share', 'error', null],
      ['jobs.lost', '==', 0, 'count', 'warn', 'fault'],
    ]);
  });

  test('takes --set values before any check, and names streams apart', () => {
    const text = `${plain.trimEnd().slice(0, -1)}, { arrivals: { type: poisson, rate: 1/h }, job: { duration: 5m } } ]\n`;
    const scenario = resolve(text, [
      { path: 'workload.0.arrivals.rate', value: '120/h' },
      { path: 'fleet.zones', value: 3 },
    ]);
    expect(scenario.streams.map(({ name }) => name)).toEqual(['poisson', 'poisson-2']);
    expect(scenario.streams[0]).toMatchObject({ jobsPerHour: 120 });
    expect(scenario.fleet.zones).toEqual(['a', 'b', 'c']);
  });

  test('a wrong --set value is an error without a place in the file', () => {
    const { scenario, findings } = parseScenario(`version: 1\nname: x\nconfig: c\n${plain}`, 'x.yaml', [{ path: 'fleet.boot', value: 60 }]);
    expect(scenario).toBeNull();
    expect(findings).toMatchObject([{ rule: 'type', line: 0, path: 'fleet.boot' }]);
  });

  test('lists the files that it needs, each once', () => {
    const document = read(
      'clock: { horizon: 1d }\nworkload:\n  - trace: { file: t.csv }\n  - trace: { file: t.csv }\n  - { arrivals: { type: poisson, rate: 1/h }, job: { duration: { dist: empirical, file: d.csv } } }\n',
    );
    expect(referencedFiles(document)).toEqual({ config: './c.toml', traces: ['t.csv'], recorded: ['d.csv'] });
    const [, , drawn] = resolveScenario(document, { zone: utc, recorded: new Map([['d.csv', [1000, 2000]]]) }).streams;
    expect(drawn).toMatchObject({ duration: { dist: 'empirical', valuesMs: [1000, 2000] } });
  });
});

describe('presets', () => {
  test.each(presetNames)('%s resolves, and each of its numbers has a source or says why it is assumed', (name) => {
    const { parameters } = resolve(`${plain}fleet: { preset: ${name} }\n`);
    expect(parameters).toEqual(explainPreset(name).parameters);
    for (const { path, origin, source } of parameters) {
      expect(origin, path).not.toBe('scenario');
      expect(source?.length ?? 0, path).toBeGreaterThan(10);
    }
  });
});
