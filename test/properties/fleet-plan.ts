import type { JobConfig, ManagerConfig, PolicyConfig, RunnerConfig } from '../../core/config.ts';
import type { FleetModel } from '../../sim/scenario/fleet-model.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { ScenarioFault } from '../../sim/scenario/scenario-fault.ts';
import type { PoissonStream } from '../../sim/scenario/workload-stream.ts';
import type { SimulationPlan } from '../../sim/simulation-plan.ts';
import type { JobInput } from '../../sim/world/job-table.ts';
import type { CloudCase, FaultCase, FleetCase, PolicyCase, RunnerCase } from './fleet-case.ts';
import { upstreamOptions } from './fleet-case.ts';

/** How long a fleet is left alone after the last disturbance: longer than all its pauses and time-outs together. */
const quietMs = 5_400_000;

/** A case as the simulator takes it. */
export interface FleetPlan {
  readonly plan: SimulationPlan;
  readonly jobs: JobInput;
  readonly horizon: number;
  /** From here on nothing goes wrong any more, and nobody asks for anything. */
  readonly quietAt: number;
  readonly reloaded: ManagerConfig | null;
}

/** Builds a plan of its own for each run: what fails by chance is switched off in it when the faults stop. */
export function planOf(fleet: FleetCase): FleetPlan {
  const jobs = jobsOf(fleet);
  const schedules = fleet.runners.map(scheduleOf);
  const faults = fleet.faults.map(faultOf).sort((a, b) => a.atMs - b.atMs);
  const quietAt = Math.max(
    1000 * (fleet.foreign?.at ?? 0),
    1000 * (fleet.reload?.at ?? 0),
    jobs.arrivalAt.at(-1) ?? 0,
    ...schedules.flatMap((schedule) => schedule.map(({ atMs }) => atMs)),
    ...faults.map(({ atMs, forMs }) => atMs + forMs),
  );
  const horizon = quietAt + quietMs;
  const manager = managerOf(fleet);
  const plan: SimulationPlan = {
    scenario: scenarioOf(fleet, faults, horizon),
    manager,
    schedules,
    traces: {},
  };
  return { plan, jobs, horizon, quietAt, reloaded: fleet.reload === null ? null : reloadedBy(manager, fleet.reload.policies) };
}

function jobsOf({ jobs }: FleetCase): JobInput {
  let at = 0;
  return {
    arrivalAt: Float64Array.from(jobs, ({ gap }) => (at += gap * 1000)),
    duration: Float64Array.from(jobs, ({ duration }, index) => duration * 1000 + ((index * 379) % 997)),
    stream: Uint16Array.from(jobs, ({ stream }) => stream),
    failed: Uint8Array.from(jobs, ({ exitCode }) => exitCode),
    cancelAfter: Float64Array.from(jobs, ({ cancelAfter }) => (cancelAfter < 0 ? Number.POSITIVE_INFINITY : cancelAfter * 1000)),
  };
}

function scheduleOf({ switches, policies }: RunnerCase): { atMs: number; active: number[] }[] {
  let at = 0;
  const within = (active: readonly number[]): number[] => active.filter((index) => index < policies.length).sort((a, b) => a - b);
  return [{ atMs: 0, active: [0] }, ...switches.map(({ after, active }) => ({ atMs: (at += after * 1000), active: within(active) }))];
}

function policyOf(policy: PolicyCase): PolicyConfig {
  return { ...policy, idleTime: policy.idleTime * 1000 };
}

function managerOf(fleet: FleetCase): ManagerConfig {
  return {
    second: 1000,
    concurrent: fleet.concurrent,
    checkInterval: fleet.checkInterval * 1000,
    shutdownTimeout: 60_000,
    runners: fleet.runners.map((runner, index) => runnerOf(runner, index, fleet.upstream)),
  };
}

function reloadedBy(manager: ManagerConfig, policies: readonly PolicyCase[]): ManagerConfig {
  return {
    ...manager,
    runners: manager.runners.map((runner) => ({
      ...runner,
      autoscaler: {
        ...runner.autoscaler,
        policies: runner.autoscaler.policies.map((old, index) => (policies[index] === undefined ? old : policyOf(policies[index]))),
      },
    })),
  };
}

function runnerOf(runner: RunnerCase, index: number, options: readonly string[]): RunnerConfig {
  const upstream = Object.fromEntries(
    [...upstreamOptions, 'evaluationGrid', 'plainShutdown'].map((name) => [name, options.includes(name)]),
  ) as unknown as RunnerConfig['autoscaler']['upstream'];
  const {
    limit,
    requestConcurrency,
    adaptive,
    strict,
    vmIsolation,
    stateStorage,
    canWithdraw,
    heartbeats,
    failureThreshold,
    maxUseCount,
    maxInstances,
    scaleLimit,
    scaleBurst,
  } = runner;
  const instanceAcquireTimeout = runner.acquireTimeout * 1000;
  return {
    name: `runner ${String(index)}`,
    limit,
    requestConcurrency,
    adaptiveRequestConcurrency: adaptive,
    strictCheckInterval: strict,
    unhealthyRequestsLimit: 3,
    unhealthyInterval: 120_000,
    job: jobConfigOf(runner),
    autoscaler: {
      capacityPerInstance: runner.capacity,
      maxUseCount,
      maxInstances,
      groupMaxSize: maxInstances + 2,
      instanceAcquireTimeout,
      updateInterval: runner.updateInterval * 1000,
      updateIntervalWhenExpecting: runner.expectingInterval * 1000,
      deletionRetryInterval: 30_000,
      shutdownDeletionInterval: 5000,
      shutdownDeletionRetries: 3,
      failureThreshold,
      heartbeats,
      deleteInstancesOnShutdown: runner.deleteOnShutdown,
      reservationThrottling: runner.throttling,
      scaleLimit,
      scaleBurst,
      stateStorage,
      keepInstanceWithAcquisitions: runner.keepInstance,
      vmIsolation,
      minimumBilling: runner.minimumBilling * 1000,
      canWithdraw,
      policies: runner.policies.map(policyOf),
      upstream,
    },
  };
}

function jobConfigOf({ prepareTimeout, acquireTimeout, vmIsolation }: RunnerCase): JobConfig {
  return {
    second: 1000,
    prepareTimeout: prepareTimeout * 1000,
    instanceAcquireTimeout: acquireTimeout * 1000,
    dialTimeout: 60_000,
    vmDialTimeout: 30_000,
    vmIsolation,
    vmImage: 'macos-15',
    allowedImages: [],
  };
}

function scenarioOf(fleet: FleetCase, faults: readonly ScenarioFault[], horizonMs: number): Scenario {
  const { cloud } = fleet;
  const stream = (name: string, timeoutMs: number, retries: number): PoissonStream => ({
    type: 'poisson',
    name,
    jobsPerHour: 1,
    duration: constant(1),
    job: { failure: 0, tags: [], image: null, timeoutMs, cancel: null, retry: { max: retries, on: ['always'] } },
  });
  return {
    name: 'property',
    description: '',
    config: { toml: '' },
    runner: null,
    set: [],
    clock: { startEpochMs: 0, timezone: 'UTC', utcOffsets: [{ atMs: 0, offsetMs: 0 }], horizonMs, warmupMs: 0 },
    streams: [stream('patient', 3_600_000, 1), stream('hasty', 300_000, 0)],
    gitlab: { longPollMs: 50_000, latency: constant(100) },
    fleet: fleetOf(cloud),
    faults,
    slo: [],
    sweep: null,
    backTest: null,
    bootstrap: 'none',
    replications: 1,
    seed: 1,
    parameters: [],
  };
}

function fleetOf(cloud: CloudCase): FleetModel {
  const { create, bootStuck, connect, delete: deletion, vm, api } = cloud.failure;
  return {
    preset: 'generic',
    boot: { running: spread(cloud.boot), ready: spread(cloud.ready) },
    delete: spread(cloud.deletion),
    failure: { create, bootStuck, connect, delete: deletion },
    host: cloud.hosts ? { minAllocationMs: 3_600_000, recycle: spread(60), pool: null } : null,
    nesting: { slots: null, vmBoot: spread(cloud.vmBoot), vmFailure: vm },
    contentionPerExtraJob: cloud.contention,
    spot:
      cloud.spot === 0 ? null : { share: cloud.spot, reclaimsPerHour: 2, noticeMs: cloud.noticed ? 30_000 : 0, priceFactor: 1, waveShare: 0, waveWithinMs: 0 },
    api: {
      latency: spread(cloud.latency),
      listLatency: spread(cloud.latency),
      callsPerSecond: cloud.callsPerSecond,
      burst: 3,
      errors: api,
      stalenessMs: cloud.staleness * 1000,
      maxBatch: cloud.maxBatch,
    },
    price: null,
    zones: ['a', 'b'],
    connect: spread(cloud.connect),
    readyCommand: spread(cloud.ready),
  };
}

function faultOf({ type, at, for: span, share, signal, kept }: FaultCase): ScenarioFault {
  const window = { atMs: at * 1000, forMs: span * 1000 };
  const targets = { count: null, share, zone: null };
  switch (type) {
    case 'cloud_api_outage':
      return { type, ...window, errors: share };
    case 'cloud_api_throttle':
      return { type, ...window, callsPerSecond: share, burst: 1 };
    case 'capacity_shortage':
      return { type, ...window, share, zone: null };
    case 'boot_slow':
      return { type, ...window, factor: 1 + 10 * share };
    case 'boot_fail':
      return { type, ...window, share };
    case 'instance_loss':
    case 'foreign_termination':
    case 'spot_storm':
    case 'network_partition':
    case 'nesting_crash':
      return { type, ...window, ...targets };
    case 'zone_outage':
      return { type, ...window, zone: 'a' };
    case 'gitlab_outage':
      return { type, ...window, status: share < 0.4 ? 0 : share < 0.7 ? 503 : 401 };
    case 'manager_restart':
      return { type, ...window, forMs: 0, signal, downMs: 1000 * Math.round(60 * share), state: kept ? 'kept' : 'lost' };
  }
}

function constant(valueMs: number): { readonly dist: 'constant'; readonly valueMs: number } {
  return { dist: 'constant', valueMs };
}

/** Between half of a span and one and a half of it. */
function spread(seconds: number): { readonly dist: 'uniform'; readonly minMs: number; readonly maxMs: number } {
  return { dist: 'uniform', minMs: seconds * 500, maxMs: seconds * 1500 };
}
