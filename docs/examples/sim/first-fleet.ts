// The simulator as a library: a day of jobs on the fleet of first-job.ts, and the metrics of one seed. Files, time zones and config.toml are for others to
// read; this runs in a browser as well.
import { measureReplication, parseScenario, resolveScenario, simulate } from 'drydock/sim';
import { config } from '../first-job.ts';

const text = `
version: 1
name: first-fleet
config: { toml: "concurrent = 10" }
clock: { horizon: 24h }
workload:
  - arrivals: { type: poisson, rate: 20/h }
    job: { duration: { dist: lognormal, p50: 4m, p95: 15m } }
fleet: { preset: aws-linux }
`;

/** A metric of a day, as `sim explain metric` names them: `wait.p95` in seconds, `instances.created`. */
export function firstFleet(metric: string, seed = 1): number | null {
  const { scenario: document, findings } = parseScenario(text, 'first-fleet.yaml');
  if (document === null) throw new Error(findings.map(({ message }) => message).join('\n'));
  const scenario = resolveScenario(document, { zone: [{ epochMs: 0, offsetMs: 0 }], recorded: new Map() });
  const record = simulate({ scenario, manager: config, schedules: [[{ atMs: 0, active: [0] }]], traces: {} }, seed);
  const { values } = measureReplication(record, { tariff: null, faults: [], objectives: [] });
  return values.find(([name]) => name === metric)?.[1] ?? null;
}
