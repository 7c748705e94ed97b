import { studentQuantile } from '../../sim/random/student-quantile.ts';
import { loadScenario } from '../../cli/load-scenario.ts';
import { measureReplication, type Replication } from '../../sim/measure/replication.ts';
import type { RunRecord } from '../../sim/measure/run-record.ts';
import { simulate } from '../../sim/simulate.ts';

/** A fleet whose figures are known from theory. Times in hours: at that scale the seconds of polling and listing vanish. */
export interface TheoryCase {
  readonly name: string;
  readonly jobsPerHour: number;
  /** `dist: …` of a scenario's duration. */
  readonly duration: string;
  readonly instances: number;
  readonly idleCount: number;
  readonly idleTime: string;
  readonly boot: string;
  /** update_interval_when_expecting: boots are whole numbers of it, so that listings find an instance in the moment in which it is there. */
  readonly listEvery: string;
  readonly maxUseCount?: number;
  /** What the simulation must give, by what is taken from a replication. */
  readonly expected: readonly Expectation[];
}

/** One figure and what theory says of it. */
export interface Expectation {
  readonly figure: string;
  readonly value: number;
  readonly of: (replication: Replication, record: RunRecord) => number;
}

/** One figure as simulated. */
export interface Outcome {
  readonly name: string;
  readonly figure: string;
  readonly theory: number;
  readonly mean: number;
  /** Half width of the interval, corrected for the number of comparisons. */
  readonly half: number;
  readonly holds: boolean;
}

/** Chance that any of all intervals misses although theory is right. */
const familyError = 0.05;
const warmUpShare = 0.1;

/** Runs a case through a scenario file: `replications` seeds of about `jobs` jobs each, intervals corrected (Bonferroni) for `comparisons` figures. */
export function runTheory(theory: TheoryCase, replications: number, jobs: number, comparisons: number): Outcome[] {
  const { ready, findings } = loadScenario('-', [], { readStdin: () => scenarioText(theory, jobs) });
  if (ready === null) throw new Error(findings.map(({ message }) => message).join('; '));
  const context = { ...ready.context, series: false };
  const values = theory.expected.map((): number[] => []);
  for (let seed = 1; seed <= replications; seed++) {
    const record = simulate(ready.plan, seed, { series: false });
    const replication = measureReplication(record, context);
    theory.expected.forEach(({ of }, index) => values[index]?.push(of(replication, record)));
  }
  return theory.expected.map(({ figure, value }, index) => outcome(theory.name, figure, value, values[index] ?? [], comparisons));
}

function outcome(name: string, figure: string, theory: number, values: readonly number[], comparisons: number): Outcome {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(1 - familyError / comparisons / 2, n - 1) * Math.sqrt(variance / n);
  // A figure without chance in it, such as a fixed boot, is known to the second.
  const slack = Math.max(half, Math.abs(theory) * 1e-4, 1e-9);
  return { name, figure, theory, mean, half, holds: Math.abs(mean - theory) <= slack };
}

function scenarioText({ jobsPerHour, duration, instances, idleCount, idleTime, boot, listEvery, maxUseCount = 0 }: TheoryCase, jobs: number): string {
  const horizon = Math.ceil(jobs / jobsPerHour);
  return `version: 1
name: theory
config:
  toml: |
    concurrent = ${String(instances)}
    [[runners]]
      name = "theory"
      url = "https://gitlab.example.com"
      token = "<token>"
      executor = "instance"
      [runners.autoscaler]
        plugin = "static"
        capacity_per_instance = 1
        max_use_count = ${String(maxUseCount)}
        max_instances = ${String(instances)}
        update_interval = "2000000h"
        update_interval_when_expecting = "${listEvery}"
        instance_acquire_timeout = "2000000h"
        [[runners.autoscaler.policy]]
          idle_count = ${String(idleCount)}
          idle_time = "${idleTime}"
clock: { horizon: ${String(horizon)}h, warmup: ${String(Math.floor(horizon * warmUpShare))}h }
workload:
  - arrivals: { type: poisson, rate: ${String(jobsPerHour)}/h }
    job: { duration: ${duration}, timeout: 100000000h }
fleet: { preset: generic, boot: ${boot}, delete: 0s }
slo: [ jobs.lost == 0 ]
`;
}
