import type { ManagerConfig, PolicyConfig, RunnerConfig } from '../../core/config.ts';
import { busyWindows } from '../../sim/recommend/busy-windows.ts';
import type { Candidate, PolicyCandidate } from '../../sim/recommend/candidate.ts';
import { searchKeys, type SearchKey } from '../../sim/recommend/search-key.ts';
import { rangedKeys, type KeyRange, type RangedKey, type SearchSpace } from '../../sim/recommend/search-space.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { ReadyScenario } from '../load-scenario.ts';
import { heldKeys, type HeldKey } from './held-keys.ts';
import type { ScenarioMeasures } from './measure-scenario.ts';
import type { KeyChoice } from './parse-keys.ts';
import type { TunedRunner } from './tuned-runner.ts';

const second = 1000;
const minute = 60 * second;
const idleTimesMs: readonly number[] = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480, 720, 1440].map((minutes) => minutes * minute);
/** A horizon that is no longer than so many idle times sees only its own start (V11). */
const idleTimesInHorizon = 3;
/** Instances for each slot of the peak: one that boots and one that goes for each that works. */
const instancesPerSlot = 3;
const mostRequests = 20;
const leadStep = 5;
const defaultPolicy: PolicyCandidate = { idleCount: 0, idleTimeMs: 5 * minute, scaleFactor: 0, scaleFactorLimit: 0, preemptiveMode: null, window: null };

/** What may be searched, and which keys are not touched. */
export interface BuiltSpace {
  readonly space: SearchSpace;
  readonly held: readonly HeldKey[];
}

/**
 * The configurations that a search may choose among: what the user frees, within what his place allows.
 *
 * @param others slots of other fleets that share `concurrent`.
 */
export function buildSpace(today: ReadyScenario, { config: runner, path }: TunedRunner, measures: ScenarioMeasures, choice: KeyChoice, others = 0): BuiltSpace {
  const { manager, scenario } = today.plan;
  const held = heldKeys({ manager, runner, scenario, set: today.inputs.facts.set.map(({ path }) => path), choice });
  const free = new Set<SearchKey>(searchKeys.filter((key) => held.every((other) => other.key !== key)));
  const own = candidateOf(manager, runner);
  const leadMinutes = Math.min(60, Math.ceil(measures.bootMs / minute / leadStep) * leadStep);
  return {
    held: held.filter(({ why }) => why !== ''),
    space: {
      today: own,
      runnerPath: path,
      free,
      bounded: new Set(rangedKeys.filter((key) => free.has(key) && (choice.freed.get(key) ?? null) !== null)),
      ranges: rangesOf(own, { manager, runner, scenario, measures, choice, others }),
      idleTimesMs: idleTimes(own, manager, scenario, today.inputs.facts.horizon * second),
      windows: busyWindows(measures.demand.byHourOfWeek, leadMinutes),
      windowPolicy: windowPolicy(runner.autoscaler.policies),
      writtenPolicies: runner.autoscaler.policies.length,
      otherSlots: others,
      demand: measures.demand,
    },
  };
}

function candidateOf({ concurrent }: ManagerConfig, { limit, requestConcurrency, autoscaler }: RunnerConfig): Candidate {
  const policies = autoscaler.policies.map(({ idleCount, idleTime, scaleFactor, scaleFactorLimit, preemptiveMode }) => ({
    idleCount,
    idleTimeMs: idleTime,
    scaleFactor,
    scaleFactorLimit,
    preemptiveMode,
    window: null,
  }));
  return {
    maxInstances: autoscaler.maxInstances,
    concurrent,
    limit,
    requestConcurrency,
    capacityPerInstance: Math.max(1, autoscaler.capacityPerInstance),
    maxUseCount: autoscaler.maxUseCount,
    policies: policies.length === 0 ? [defaultPolicy] : policies,
  };
}

/** A file with one policy can have another for its busy hours; of several the last one's hours can move, since it is the one that counts where they overlap. */
function windowPolicy(policies: readonly PolicyConfig[]): number {
  return policies.length <= 1 ? 1 : policies.length - 1;
}

interface Place {
  readonly manager: ManagerConfig;
  readonly runner: RunnerConfig;
  readonly scenario: Scenario;
  readonly measures: ScenarioMeasures;
  readonly choice: KeyChoice;
  readonly others: number;
}

function rangesOf(own: Candidate, { runner, scenario, measures: { demand }, choice, manager, others }: Place): Record<RangedKey, KeyRange> {
  const { fleet } = scenario;
  const capacity = own.capacityPerInstance;
  const needed = Math.max(own.maxInstances, Math.ceil((instancesPerSlot * Math.max(1, demand.peak)) / capacity));
  const pool = fleet.host?.pool ?? (fleet.preset === 'static-hosts' && own.maxInstances > 0 ? own.maxInstances : Number.POSITIVE_INFINITY);
  const mostInstances = Math.min(needed, pool);
  const nested = fleet.nesting.slots ?? Number.POSITIVE_INFINITY;
  const shared = Math.min(runner.job.vmIsolation ? nested : Number.POSITIVE_INFINITY, 2 * capacity);
  const mostSlots = mostInstances * Math.max(capacity, choice.freed.has('capacity_per_instance') ? shared : capacity);
  const within = (key: SearchKey, range: KeyRange): KeyRange => {
    const asked = choice.freed.get(key) ?? null;
    return asked === null ? range : { min: Math.max(range.min, asked.min), max: Math.min(key === 'max_instances' ? pool : Number.MAX_SAFE_INTEGER, asked.max) };
  };
  return {
    max_instances: within('max_instances', { min: 1, max: mostInstances }),
    concurrent: within('concurrent', { min: 1, max: Math.max(manager.concurrent, mostSlots + others) }),
    limit: within('limit', { min: 1, max: Math.max(own.limit, mostSlots) }),
    idle_count: within('idle_count', { min: 0, max: mostSlots }),
    request_concurrency: within('request_concurrency', { min: 1, max: Math.max(mostRequests, own.requestConcurrency) }),
    capacity_per_instance: within('capacity_per_instance', { min: 1, max: Math.max(capacity, shared) }),
    max_use_count: within('max_use_count', { min: 0, max: Number.MAX_SAFE_INTEGER }),
  };
}

/** Not shorter than a turn of the feed loop, nor so long that the horizon tells nothing, nor shorter than what is paid for anyway. */
function idleTimes(own: Candidate, { checkInterval, second: ticks }: ManagerConfig, { fleet }: Scenario, horizonMs: number): number[] {
  const least = Math.max((checkInterval / ticks) * second + second, fleet.host?.minAllocationMs ?? 0);
  const known = own.policies.map(({ idleTimeMs }) => idleTimeMs);
  const longest = Math.max(horizonMs / idleTimesInHorizon, ...known);
  const values = new Set([...idleTimesMs.filter((ms) => ms >= least && ms <= longest), ...known]);
  return [...values].sort((a, b) => a - b);
}
