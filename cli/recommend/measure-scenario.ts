import type { RunnerConfig } from '../../core/config.ts';
import { demandOf, type Demand } from '../../sim/recommend/demand.ts';
import { metricOf } from '../../sim/recommend/goal.ts';
import type { Replication } from '../../sim/measure/replication.ts';
import type { ReadyScenario } from '../load-scenario.ts';
import { replicate } from '../replicate.ts';
import type { LoadWith } from './candidate-scenario.ts';
import type { TunedRunner } from './tuned-runner.ts';

/** What is to be known of a scenario before a search. */
export interface ScenarioMeasures {
  readonly demand: Demand;
  /** Instant of the most work, on average: when a blow hurts most. */
  readonly busiestAtMs: number;
  /** Steps of a run of today's configuration: what a run costs. */
  readonly stepsPerRun: number;
  /** Share of jobs that are lost today. */
  readonly lostShare: number;
  /** Mean run of a job today; 0 where none ended. */
  readonly runSeconds: number;
  /** The 95th percentile of boot times in milliseconds; 0 where nothing booted. */
  readonly bootMs: number;
}

const seeds = 2;
const leastRoom = 64;
/** Room is doubled until the demand leaves so much of it unused. */
const enough = 0.8;
const doublings = 8;

/** Runs today's configuration, and one with room for everything, on two seeds each. */
export function measureScenario(today: ReadyScenario, tuned: TunedRunner, loadWith: LoadWith, stop: Int32Array): ScenarioMeasures {
  const own = runs(today, stop);
  const ample = withRoom(today, tuned, loadWith, stop);
  const demand = demandOf(ample, today.plan.scenario.clock);
  const boots = ample.map((replication) => metricOf(replication, 'boot.p95') ?? 0);
  return {
    demand,
    busiestAtMs: busiestAt(ample, today.plan.scenario.clock.warmupMs),
    stepsPerRun: own.steps / Math.max(1, own.replications.length),
    lostShare: Math.max(0, ...own.replications.map((replication) => metricOf(replication, 'jobs.lost_rate') ?? 0)),
    runSeconds: Math.max(0, ...own.replications.map((replication) => metricOf(replication, 'run.mean') ?? 0)),
    bootMs: Math.max(0, ...boots) * 1000,
  };
}

function runs({ plan, context, inputs }: ReadyScenario, stop: Int32Array): { readonly replications: Replication[]; readonly steps: number } {
  const answers = Array.from({ length: seeds }, (_, index) => replicate({ plan, context, eventsFile: null, stop }, inputs.seed + index));
  // What breaks here breaks again in the search, where it is reported.
  const measured = answers.flatMap((answer) => (answer.kind === 'measured' ? [answer] : []));
  return { replications: measured.map(({ replication }) => replication), steps: measured.reduce((sum, { steps }) => sum + steps, 0) };
}

function withRoom(today: ReadyScenario, { config: runner, path }: TunedRunner, loadWith: LoadWith, stop: Int32Array): Replication[] {
  const { manager, scenario } = today.plan;
  const { capacityPerInstance, policies } = runner.autoscaler;
  const capacity = Math.max(1, capacityPerInstance);
  const pool = scenario.fleet.host?.pool ?? Number.POSITIVE_INFINITY;
  let slots = Math.max(leastRoom, 2 * slotsOf(runner, manager.concurrent));
  let found: Replication[] = [];
  for (let doubling = 0; doubling < doublings; doubling++, slots *= 2) {
    const instances = Math.min(pool, Math.ceil(slots / capacity));
    const set = [
      ['concurrent', 2 * slots],
      [`${path}.limit`, 0],
      [`${path}.request_concurrency`, 50],
      [`${path}.autoscaler.max_instances`, instances],
      ...Array.from({ length: Math.max(1, policies.length) }, (_, index) => [`${path}.autoscaler.policy.${index}.idle_count`, instances * capacity]),
    ].map(([path, value]) => ({ path: String(path), text: String(value) }));
    const { ready } = loadWith(set);
    if (ready === null) break;
    found = runs(ready, stop).replications;
    const peak = Math.max(0, ...found.map(({ busyShares }) => busyShares.length - 1));
    if (instances === pool || peak < enough * slots) break;
  }
  return found.length > 0 ? found : runs(today, stop).replications;
}

function slotsOf({ limit, autoscaler: { maxInstances, capacityPerInstance } }: RunnerConfig, concurrent: number): number {
  return Math.min(concurrent, limit === 0 ? concurrent : limit, maxInstances === 0 ? concurrent : maxInstances * Math.max(1, capacityPerInstance));
}

function busiestAt(replications: readonly Replication[], warmupMs: number): number {
  const stepMs = replications[0]?.series.stepMs ?? 0;
  let [busiest, most] = [warmupMs, -1];
  const length = Math.max(0, ...replications.map(({ series }) => series.levels.slotsBusy.length));
  for (let point = 0; point < length; point++) {
    const sum = replications.reduce((total, { series }) => total + (series.levels.slotsBusy[point] ?? 0), 0);
    if (point * stepMs < warmupMs || sum <= most) continue;
    [busiest, most] = [point * stepMs, sum];
  }
  return busiest;
}
