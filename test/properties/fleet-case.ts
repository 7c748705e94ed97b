import fc from 'fast-check';
import { faultTypes } from '../../sim/scenario/scenario-fault.ts';

/** A policy, in seconds. */
export interface PolicyCase {
  readonly idleCount: number;
  readonly idleTime: number;
  readonly scaleFactor: number;
  readonly scaleFactorLimit: number;
  readonly preemptiveMode: boolean | null;
  readonly burstFactor: number;
}

/** One `[[runners]]` table, in seconds. */
export interface RunnerCase {
  readonly capacity: number;
  readonly maxUseCount: number;
  readonly maxInstances: number;
  readonly limit: number;
  readonly requestConcurrency: number;
  readonly adaptive: boolean;
  readonly strict: boolean;
  readonly throttling: boolean;
  readonly scaleLimit: number;
  readonly scaleBurst: number;
  readonly updateInterval: number;
  readonly expectingInterval: number;
  readonly acquireTimeout: number;
  readonly prepareTimeout: number;
  readonly failureThreshold: number;
  readonly heartbeats: boolean;
  readonly vmIsolation: boolean;
  readonly stateStorage: boolean;
  readonly keepInstance: boolean;
  readonly deleteOnShutdown: boolean;
  readonly canWithdraw: boolean;
  readonly minimumBilling: number;
  readonly policies: readonly PolicyCase[];
  /** Seconds from the change before, and the policies that are active then. */
  readonly switches: readonly { readonly after: number; readonly active: readonly number[] }[];
}

/** A job, in seconds from the arrival of the one before; −1 for no cancel. */
export interface JobCase {
  readonly gap: number;
  readonly duration: number;
  readonly exitCode: number;
  readonly cancelAfter: number;
  readonly stream: number;
}

/** How the cloud behaves until the faults stop, in seconds. */
export interface CloudCase {
  readonly boot: number;
  readonly ready: number;
  readonly deletion: number;
  readonly connect: number;
  readonly vmBoot: number;
  readonly latency: number;
  readonly staleness: number;
  readonly maxBatch: number | null;
  readonly callsPerSecond: number | null;
  readonly contention: number;
  readonly hosts: boolean;
  readonly spot: number;
  readonly noticed: boolean;
  readonly failure: {
    readonly create: number;
    readonly bootStuck: number;
    readonly connect: number;
    readonly delete: number;
    readonly vm: number;
    readonly api: number;
  };
}

export interface FaultCase {
  readonly type: (typeof faultTypes)[number];
  readonly at: number;
  readonly for: number;
  readonly share: number;
  readonly signal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL';
  readonly kept: boolean;
}

/** Everything that a random run is made of: a manager's configuration, a workload, a cloud, and what goes wrong. */
export interface FleetCase {
  readonly seed: number;
  readonly concurrent: number;
  readonly checkInterval: number;
  readonly runners: readonly RunnerCase[];
  readonly jobs: readonly JobCase[];
  readonly cloud: CloudCase;
  readonly faults: readonly FaultCase[];
  /** Instances that somebody else creates. */
  readonly foreign: { readonly at: number; readonly count: number } | null;
  /** New policies by a reload of the configuration. */
  readonly reload: { readonly at: number; readonly policies: readonly PolicyCase[] } | null;
  /** Deviations from the real component that are switched off. */
  readonly upstream: readonly string[];
}

export const upstreamOptions = [
  'requiredFormula',
  'surplusAtInstant',
  'healthByThreshold',
  'missedSlow',
  'noCallBackOff',
  'pendingForEver',
  'sameInstanceRetry',
] as const;

/** A restart has more forms than any other fault, and comes as often as that. */
const weightedFaults = faultTypes.flatMap((type) => (type === 'manager_restart' ? [type, type, type] : [type]));

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const seldom = <T>(usual: T, other: fc.Arbitrary<T>, weight = 4): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
const often = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> => seldom(usual, other, 1);

const policy: fc.Arbitrary<PolicyCase> = fc.record({
  idleCount: fc.oneof(fc.constant(0), int(0, 4), int(0, 10)),
  idleTime: fc.oneof(int(10, 120), int(60, 600)),
  scaleFactor: seldom(0, fc.constantFrom(0.1, 0.5, 1, 1.7)),
  scaleFactorLimit: seldom(0, int(1, 5)),
  preemptiveMode: fc.constantFrom(null, null, true, false),
  burstFactor: fc.constantFrom(0.5, 0.5, 0, 1),
});

const runner: fc.Arbitrary<RunnerCase> = fc.record({
  capacity: fc.oneof(fc.constant(1), int(1, 4)),
  maxUseCount: fc.oneof(fc.constant(0), fc.constant(1), int(1, 5)),
  maxInstances: fc.oneof(int(1, 4), int(2, 12)),
  limit: seldom(0, int(1, 12)),
  requestConcurrency: fc.oneof(fc.constant(1), int(1, 6)),
  adaptive: fc.boolean(),
  strict: seldom(false, fc.constant(true)),
  throttling: seldom(false, fc.constant(true), 9),
  scaleLimit: often(100, fc.constantFrom(1, 2)),
  scaleBurst: often(12, int(1, 4)),
  updateInterval: int(20, 60),
  expectingInterval: int(2, 5),
  acquireTimeout: fc.oneof(int(60, 120), int(60, 300)),
  prepareTimeout: seldom(0, int(60, 300)),
  failureThreshold: int(1, 4),
  heartbeats: fc.boolean(),
  vmIsolation: seldom(false, fc.constant(true), 2),
  stateStorage: fc.constantFrom(true, true, false),
  keepInstance: seldom(false, fc.constant(true), 2),
  deleteOnShutdown: fc.boolean(),
  canWithdraw: seldom(true, fc.constant(false), 2),
  minimumBilling: seldom(0, int(60, 3600)),
  policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
  switches: fc.oneof(fc.constant([]), fc.array(fc.record({ after: int(1, 1200), active: fc.uniqueArray(int(0, 2), { maxLength: 3 }) }), { maxLength: 4 })),
});

const job: fc.Arbitrary<JobCase> = fc.record({
  // Poisson arrivals by inversion, and crowds at one instant.
  gap: fc.oneof(
    int(0, 999).map((draw) => Math.round(-90 * Math.log(1 - draw / 1000))),
    fc.constant(0),
    fc.constant(0),
  ),
  duration: fc.oneof(int(1, 90), int(30, 600)),
  exitCode: seldom(0, fc.constant(1), 9),
  cancelAfter: seldom(-1, int(0, 300), 9),
  stream: fc.constantFrom(0, 0, 0, 1),
});

const share = (weight = 3): fc.Arbitrary<number> =>
  seldom(
    0,
    int(5, 50).map((percent) => percent / 100),
    weight,
  );

const cloud: fc.Arbitrary<CloudCase> = fc.record({
  boot: int(1, 120),
  ready: int(0, 30),
  deletion: fc.oneof(int(1, 30), int(1, 200)),
  connect: int(0, 4),
  vmBoot: int(0, 30),
  latency: int(0, 3),
  staleness: seldom(0, int(1, 30), 2),
  maxBatch: seldom(null, int(1, 3), 2),
  callsPerSecond: seldom(null, fc.constantFrom(0.5, 1, 2)),
  contention: seldom(0, fc.constantFrom(0.25, 0.5)),
  hosts: seldom(false, fc.constant(true), 7),
  spot: share(),
  noticed: fc.boolean(),
  failure: fc.record({ create: share(2), bootStuck: share(5), connect: share(), delete: share(), vm: share(), api: share(2) }),
});

const fault: fc.Arbitrary<FaultCase> = fc.record({
  type: fc.constantFrom(...weightedFaults),
  at: int(0, 3600),
  for: int(1, 600),
  share: int(1, 10).map((tenths) => tenths / 10),
  signal: fc.constantFrom('SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGKILL'),
  kept: fc.boolean(),
});

const restart: fc.Arbitrary<readonly FaultCase[]> = fc
  .record({ at: int(60, 1200), again: int(1, 20), isPatient: seldom(false, fc.constant(true), 2), share: int(1, 10), kept: seldom(true, fc.constant(false)) })
  .map(({ at, again, isPatient, share, kept }): FaultCase[] => {
    const fault = { type: 'manager_restart', for: 1, share: share / 10, kept } as const;
    // Either killed at work, or told to wait for its jobs and then told not to.
    if (!isPatient) return [{ ...fault, at, signal: 'SIGKILL' }];
    return [
      { ...fault, at, signal: 'SIGQUIT' },
      { ...fault, at: at + again, signal: 'SIGTERM' },
    ];
  });

const faults: fc.Arbitrary<readonly FaultCase[]> = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 3, arbitrary: fc.array(fault, { minLength: 1, maxLength: 4, size: 'max' }) },
  { weight: 3, arbitrary: restart },
);

/** Random runs, of a few hours and a few dozen jobs each. */
export const fleetCase: fc.Arbitrary<FleetCase> = fc.record({
  seed: int(1, 1_000_000),
  concurrent: fc.oneof(int(1, 8), int(5, 40)),
  checkInterval: int(1, 10),
  runners: fc.oneof({ weight: 5, arbitrary: fc.tuple(runner) }, { weight: 1, arbitrary: fc.tuple(runner, runner) }),
  jobs: fc.array(job, { maxLength: 60, size: 'max' }),
  cloud,
  faults,
  foreign: seldom(null, fc.record({ at: int(0, 3600), count: int(1, 4) }), 6),
  reload: seldom(null, fc.record({ at: int(60, 3600), policies: fc.array(policy, { minLength: 1, maxLength: 3 }) }), 6),
  upstream: fc.constant([]),
});

/** Random runs with some of the real component's own rules in force. */
export const upstreamCase: fc.Arbitrary<FleetCase> = fc
  .tuple(fleetCase, fc.subarray([...upstreamOptions], { minLength: 1 }))
  .map(([fleet, upstream]) => ({ ...fleet, upstream }));
