import type { ManagerConfig } from '../../../core/config.ts';
import { buildResult } from '../../../sim/measure/build-result.ts';
import type { Cause } from '../../../sim/measure/cause.ts';
import { measureReplication } from '../../../sim/measure/replication.ts';
import type { Result, ResultFacts } from '../../../sim/measure/result.ts';
import type { Objective } from '../../../sim/scenario/objective.ts';
import { record } from '../measure/records.ts';

const hour = 3600;

/** What an example of a result differs in. */
export interface ExampleParts {
  readonly seeds?: number;
  readonly objectives?: readonly Objective[];
  readonly facts?: Partial<ResultFacts>;
  readonly why?: Partial<Record<Cause, number>>;
  readonly waits?: readonly number[];
  /** Jobs that never started. */
  readonly waiting?: number;
  readonly complete?: boolean;
  /** Slots with a job, of the eight. */
  readonly busy?: number;
}

export const waitObjective: Objective = { expr: 'wait.p95 <= 10m', metric: 'wait.p95', op: '<=', value: 600, unit: 'seconds', severity: 'error', after: null };
export const lossObjective: Objective = { expr: 'jobs.lost == 0', metric: 'jobs.lost', op: '==', value: 0, unit: 'count', severity: 'error', after: null };
const costObjective: Objective = {
  expr: 'cost.per_month <= 2000',
  metric: 'cost.per_month',
  op: '<=',
  value: 2000,
  unit: 'money',
  severity: 'warn',
  after: null,
};

/** A week of four Mac hosts with two slots each, made by hand. */
export function exampleResult(parts: ExampleParts = {}): Result {
  const {
    seeds = 2,
    objectives = [waitObjective, lossObjective, costObjective],
    waits = [5, 12, 30, 90, 550, 1060],
    waiting = 0,
    busy = 4,
    complete = true,
  } = parts;
  const facts: ResultFacts = {
    horizon: 168 * hour,
    warmup: 0,
    slots: 8,
    max_instances: 4,
    capacity_per_instance: 2,
    hosts: true,
    currency: 'USD',
    price: 1,
    price_source: 'EXAMPLE NUMBER, not a quote: put your own rate here',
    set: [],
    assumptions: [],
    ...parts.facts,
  };
  const tariff =
    facts.currency === null ? null : { price: { currency: facts.currency, perInstanceHour: 1, minimumMs: 24 * hour * 1000, source: null }, spotFactor: 1 };
  const replications = Array.from({ length: seeds }, (_, seed) =>
    measureReplication(
      record({
        seed,
        horizon: 168 * hour,
        jobs: [
          ...waits.map((wait, index) => ({ arrival: index * 60, started: index * 60 + wait + seed, ended: index * 60 + wait + 700 })),
          ...Array.from({ length: waiting }, (_, index) => ({ arrival: index * 60, outcome: 'unfinished' as const })),
        ],
        instances: [0, 1, 2, 3].map((host) => ({ requested: host * hour, ready: host * hour + 500 + seed, gone: 168 * hour, uses: 40 })),
        hosts: facts.hosts ? [0, 1, 2, 3].map((host) => ({ allocated: host * hour })) : [],
        area: {
          instances: 640 * hour,
          booting: 10 * hour,
          ready: 630 * hour,
          recycling: 2 * hour,
          slotsBusy: busy * 168 * hour,
          slotsIdle: (8 - busy) * 168 * hour,
        },
        why: parts.why ?? { limit: 610, 'scale-up': 270, 'request-pacing': 120 },
        series: { slotsBusy: Array.from({ length: 48 }, (_, step) => (step % 24 < 8 ? 1 : step % 24)) },
        seriesLength: 48,
      }),
      { tariff, faults: [], objectives },
    ),
  );
  return buildResult(
    {
      scenario: { name: 'mac-by-hand', sha256: 'a'.repeat(64) },
      config: { name: 'mac.toml', sha256: 'b'.repeat(64) },
      seed: 42,
      objectives,
      facts,
      complete,
    },
    replications,
  );
}

/** What an example of a configuration differs in. */
export interface ManagerParts {
  readonly concurrent?: number;
  readonly limit?: number;
  readonly maxInstances?: number;
  readonly capacity?: number;
  readonly idleCounts?: readonly number[];
  readonly idleTime?: number;
  readonly preemptiveMode?: boolean | null;
  readonly checkInterval?: number;
  readonly requestConcurrency?: number;
  readonly isNested?: boolean;
}

/** The configuration of that fleet; times in seconds. */
export function exampleManager(parts: ManagerParts = {}): ManagerConfig {
  const { idleCounts = [2], idleTime = 86_400, preemptiveMode = null, isNested = true } = parts;
  const policies = idleCounts.map((idleCount) => ({
    idleCount,
    idleTime: idleTime * 1000,
    scaleFactor: 0,
    scaleFactorLimit: 0,
    preemptiveMode,
    burstFactor: 0.5,
  }));
  const autoscaler = {
    capacityPerInstance: parts.capacity ?? 2,
    maxInstances: parts.maxInstances ?? 4,
    updateIntervalWhenExpecting: 2000,
    policies,
  };
  const runner = {
    name: 'mac',
    limit: parts.limit ?? 0,
    requestConcurrency: parts.requestConcurrency ?? 1,
    autoscaler,
    job: { vmIsolation: isNested },
  };
  // The summary reads these keys and no others.
  return {
    second: 1000,
    concurrent: parts.concurrent ?? 8,
    checkInterval: (parts.checkInterval ?? 3) * 1000,
    shutdownTimeout: 30_000,
    runners: [runner],
  } as unknown as ManagerConfig;
}
