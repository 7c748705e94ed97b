import type { ManagerConfig, RunnerConfig } from '../../core/config.ts';
import { causes, type Cause } from '../measure/cause.ts';
import type { Result } from '../measure/result.ts';

/** One value to change, by its path for `--set`. */
export interface Change {
  readonly path: string;
  readonly value: string;
}

/** What to try next, and why. */
export interface NextStep {
  readonly reason: string;
  readonly changes: readonly Change[];
}

/** Fleets that idle more than this have something to save. */
const idleShareWorthSaving = 0.3;
/** Share of waiting at the limit from which a fleet that boots is taken for one that has no room. */
const shareOfCrowding = 0.1;

/** Causes that a key of `config.toml` has a hold on. */
export const configurableCauses: readonly Cause[] = ['policy', 'request-pacing', 'scale-up', 'limit', 'poll-delay'];

/** What the room of a fleet decides: more of it lets jobs wait less, less of it costs less. Of boots, failures and run times it decides nothing. */
const holds: Readonly<Record<'waiting' | 'size', readonly string[]>> = {
  waiting: ['wait', 'queue', 'jobs', 'recovery'],
  size: ['cost', 'billed', 'util', 'instances'],
};

/** The objectives that are missed, and that the room of a fleet has a hold on. */
export function missedBy(objectives: Result['slo'], hold: keyof typeof holds): Result['slo'] {
  return objectives.filter(({ ok, expr }) => !ok && holds[hold].includes(expr.split('.', 1)[0]!));
}

/**
 * The step that the result suggests: against the cause of most waiting while an objective on waiting is missed (or there is none at all, or jobs never came to an end), towards a smaller fleet when
 * only its size misses one, or all are met. null where nothing is to be said.
 */
export function nextStep(result: Result, manager: ManagerConfig): NextStep | null {
  const { slo: objectives, metrics } = result;
  const isBehind = (metrics['jobs.unfinished']?.value ?? 0) > 0;
  const isAgainstWaiting = isBehind || objectives.length === 0 || missedBy(objectives, 'waiting').length > 0;
  const step = isAgainstWaiting ? stepAgainstWaiting(result, manager) : null;
  const runner = manager.runners[0];
  if (step !== null || runner === undefined) return step;
  const isTooLarge = missedBy(objectives, 'size').length > 0 || objectives.every(({ ok }) => ok);
  return isAgainstWaiting || isTooLarge ? towardsLess(result, runner, manager) : null;
}

/**
 * The step against the cause of most waiting; null where no job waits.
 *
 * @param among the causes to choose from.
 */
export function stepAgainstWaiting(result: Result, manager: ManagerConfig, among: readonly Cause[] = causes): NextStep | null {
  const runner = manager.runners[0];
  const dominant = mostWaiting(result.why.filter(({ cause }) => among.includes(cause)));
  if (runner === undefined || dominant === null) return null;
  // Where instances boot only in the place of others that had to go, more of them idle have no room.
  const isCrowded = dominant === 'scale-up' && result.why.some(({ cause, share }) => cause === 'limit' && share >= shareOfCrowding);
  return against(isCrowded ? 'limit' : dominant, runner, manager);
}

/** The cause of most waiting, the first of equals; null where no job waits. */
export function mostWaiting(why: Result['why']): Cause | null {
  const { cause, seconds } = why.reduce((most, row) => (row.seconds > most.seconds ? row : most));
  return seconds === 0 ? null : cause;
}

function against(cause: Cause, runner: RunnerConfig, manager: ManagerConfig): NextStep {
  switch (cause) {
    case 'limit':
      return moreSlots(runner, manager);
    case 'scale-up':
      return moreIdle(runner, manager);
    case 'request-pacing':
      return {
        reason: 'more job requests at a time',
        changes: [{ path: 'runners.request_concurrency', value: String(Math.max(2, runner.requestConcurrency * 2)) }],
      };
    case 'policy':
      return heldBack(runner, manager);
    case 'poll-delay':
      return { reason: 'shorter pauses between looks', changes: shorterPauses(runner, manager) };
    case 'prepare':
      return runner.job.vmIsolation
        ? { reason: 'a virtual machine that boots faster', changes: [{ path: 'fleet.nesting.vm_boot', value: '10s' }] }
        : { reason: 'a faster connection', changes: [{ path: 'fleet.connect', value: '1s' }] };
    case 'fault':
      return { reason: 'the same without its faults, to see what they make', changes: [{ path: 'faults', value: '[]' }] };
  }
}

function moreSlots(runner: RunnerConfig, manager: ManagerConfig): NextStep {
  const { maxInstances, capacityPerInstance } = runner.autoscaler;
  const byInstances = maxInstances === 0 ? Infinity : maxInstances * capacityPerInstance;
  const byJobs = Math.min(manager.concurrent, runner.limit === 0 ? Infinity : runner.limit);
  const changes: Change[] = [];
  let slots = byInstances;
  if (byInstances <= byJobs) {
    const instances = maxInstances + quarter(maxInstances);
    slots = instances * capacityPerInstance;
    changes.push({ path: 'runners.autoscaler.max_instances', value: String(instances) });
  } else if (byInstances === Infinity) {
    slots = byJobs + quarter(byJobs);
  }
  if (manager.concurrent < slots) changes.push({ path: 'concurrent', value: String(slots) });
  if (runner.limit !== 0 && runner.limit < slots) changes.push({ path: 'runners.limit', value: String(slots) });
  return { reason: 'room for more jobs at once', changes };
}

/** A quarter, at least one. */
function quarter(count: number): number {
  return Math.max(1, Math.ceil(count / 4));
}

function moreIdle(runner: RunnerConfig, manager: ManagerConfig): NextStep {
  const { policies, capacityPerInstance, maxInstances } = runner.autoscaler;
  const index = busiestPolicy(runner);
  const idleCount = policies[index]?.idleCount ?? 0;
  const more = idleCount + Math.max(capacityPerInstance, Math.ceil(idleCount / 2));
  if (maxInstances !== 0 && more > maxInstances * capacityPerInstance) return moreSlots(runner, manager);
  return { reason: 'instances that are there before their jobs', changes: [{ path: `runners.autoscaler.policy.${index}.idle_count`, value: String(more) }] };
}

function heldBack(runner: RunnerConfig, manager: ManagerConfig): NextStep {
  const index = runner.autoscaler.policies.findIndex(({ preemptiveMode, idleCount }) => preemptiveMode ?? idleCount > 0);
  if (index < 0) return moreIdle(runner, manager);
  return {
    reason: 'jobs that are taken before an instance is there',
    changes: [{ path: `runners.autoscaler.policy.${index}.preemptive_mode`, value: 'false' }],
  };
}

function shorterPauses(runner: RunnerConfig, manager: ManagerConfig): Change[] {
  const seconds = manager.checkInterval / manager.second;
  if (seconds > 1) return [{ path: 'check_interval', value: '1' }];
  const half = Math.max(0.5, runner.autoscaler.updateIntervalWhenExpecting / manager.second / 2);
  return [{ path: 'runners.autoscaler.update_interval_when_expecting', value: `${half * 1000}ms` }];
}

function towardsLess(result: Result, runner: RunnerConfig, manager: ManagerConfig): NextStep | null {
  if ((result.metrics['util.idle']?.value ?? 0) < idleShareWorthSaving) return null;
  const index = busiestPolicy(runner);
  const policy = runner.autoscaler.policies[index];
  if (policy === undefined) return null;
  const reason = 'the same with less that idles';
  const path = `runners.autoscaler.policy.${index}`;
  if (policy.idleCount > 0) return { reason, changes: [{ path: `${path}.idle_count`, value: String(Math.floor(policy.idleCount / 2)) }] };
  const seconds = Math.round(policy.idleTime / manager.second / 2);
  return seconds < 60 ? null : { reason, changes: [{ path: `${path}.idle_time`, value: `${seconds}s` }] };
}

/** Index of the policy with the most idle slots: that of working hours. */
function busiestPolicy(runner: RunnerConfig): number {
  const { policies } = runner.autoscaler;
  return policies.reduce((most, { idleCount }, index) => (idleCount > policies[most]!.idleCount ? index : most), 0);
}
