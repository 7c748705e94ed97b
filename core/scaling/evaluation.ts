import type { PolicyConfig } from '../config.ts';
import type { GrowthLimit } from '../decision.ts';
import type { EffectSink } from '../effect.ts';
import type { Instance } from '../fleet/instance.ts';
import { never, type Ticks } from '../time.ts';
import { idleTarget } from './idle-target.ts';
import type { Scaler } from './scaler.ts';
import { upstreamRequired } from './upstream-required.ts';
import { newInstanceSlots } from './usable-slots.ts';

const nobody: ReadonlySet<Instance> = new Set();

/**
 * Asks for the instances that jobs in hand and the idle target need beyond the slots that are there or on order.
 *
 * @returns when to look again, because only time holds growth back; `never` otherwise.
 */
export function grow(scaler: Scaler, target: number, at: Ticks, effects: EffectSink): Ticks {
  const wanted = instancesWanted(scaler, target);
  if (wanted <= 0) {
    scaler.lastGrowth = '';
    return never;
  }
  let granted = Math.min(wanted, scaler.room);
  let limit: GrowthLimit = granted < wanted ? 'max-instances' : 'none';
  let next = never;
  if (granted > 0 && at < scaler.creationBackOff.until) {
    granted = 0;
    limit = 'back-off';
    next = scaler.creationBackOff.until;
  }
  // Tokens are paid when the fleet accepts; what is queued and not yet accepted has a claim on them already.
  const unsent = scaler.provisioner.requestedCount - scaler.provisioner.pendingCount;
  const allowed = Math.max(0, scaler.throttle.allowed(granted + unsent, at) - unsent);
  if (allowed < granted) {
    granted = allowed;
    limit = 'throttle';
    next = scaler.throttle.nextTokenAt(at);
  }
  // What was refused is evaluated again, but said once.
  const said = growthSaid(wanted, limit);
  if (granted > 0 || said !== scaler.lastGrowth) {
    scaler.decided({ kind: 'scale-up', wanted, granted, limit, inputs: scaler.inputs(at) }, effects);
  }
  scaler.lastGrowth = said;
  if (granted > 0) scaler.provisioner.request(granted, at);
  return next;
}

/** What the last decision to grow said, so that what is refused again and again is said once. */
function growthSaid(wanted: number, limit: GrowthLimit): string {
  return `${String(wanted)}/${limit}`;
}

/**
 * When an evaluation would decide something if nothing else happens: now, at an instant that only time brings, or `never`. An evaluation that would
 * decide nothing is not made.
 */
export function evaluationDue(scaler: Scaler, at: Ticks): Ticks {
  if (scaler.config.upstream.requiredFormula) return at;
  const target = scaler.target(at);
  return Math.min(growthDue(scaler, scaler.growthTarget(target), at), surplusDue(scaler, target, at));
}

function growthDue(scaler: Scaler, target: number, at: Ticks): Ticks {
  const wanted = instancesWanted(scaler, target);
  if (wanted <= 0) {
    scaler.lastGrowth = '';
    return never;
  }
  if (scaler.room === 0) return scaler.lastGrowth === growthSaid(wanted, 'max-instances') ? never : at;
  return scaler.lastGrowth === growthSaid(wanted, 'back-off') ? Math.max(at, scaler.creationBackOff.until) : at;
}

/** When the longest idle instance may go, by its own idle time and by the demand that is remembered. */
function surplusDue(scaler: Scaler, target: number, at: Ticks): Ticks {
  const { pool, policy, config } = scaler;
  const longest = pool.idle.first;
  if (longest === null) return never;
  if (pool.withdrawnFree > 0) return at;
  const smallest = smallestUsable(scaler);
  if (pool.readyFree - smallest < pool.waiting.size + target) return never;
  const ownDue = longest.idleAt + policy.idleTime;
  if (config.upstream.surplusAtInstant) return ownDue;
  const slots = pool.readyFree + pool.acquired - smallest;
  if (slots >= mostSlots(scaler)) return ownDue;
  return Math.max(ownDue, scaler.window.atMostSince(largestDemandFor(policy, slots), policy.idleTime));
}

/** When the next instance falls due after an evaluation at `at` that let the longest idle one stay. */
function nextIdleDue(scaler: Scaler, at: Ticks): Ticks {
  const { idleTime } = scaler.policy;
  let instance = scaler.pool.idle.first;
  while (instance !== null && instance.idleAt + idleTime <= at) instance = instance.next;
  return instance === null ? never : instance.idleAt + idleTime;
}

/** When the next evaluation has something to decide, after one at `at`. */
export function nextSurplusDue(scaler: Scaler, target: number, at: Ticks): Ticks {
  const due = surplusDue(scaler, target, at);
  if (due > at) return due;
  // With use counts an instance may need more room than the smallest: each fall of the demand that is remembered can make it.
  const fallsAt = scaler.config.maxUseCount === 0 ? never : scaler.window.fallsAt(scaler.policy.idleTime);
  return Math.min(nextIdleDue(scaler, at), fallsAt > at ? fallsAt : never);
}

/** The fewest slots that go with an idle instance: without a use limit it has all its slots. */
function smallestUsable({ config }: Scaler): number {
  return config.maxUseCount === 0 ? config.capacityPerInstance : 1;
}

/** More slots than jobs that the runner may ever have are of no use, unless use counts will take some of them. */
function mostSlots({ config, host }: Scaler): number {
  return config.maxUseCount === 0 ? host.jobLimit() : Number.POSITIVE_INFINITY;
}

/** The largest remembered demand d for which d + T(d) slots fit into `slots`. */
function largestDemandFor(policy: PolicyConfig, slots: number): number {
  let demand = slots - policy.idleCount;
  if (policy.scaleFactor === 0) return demand;
  while (demand > 0 && demand + idleTarget(policy, demand) > slots) demand--;
  return demand;
}

/** Instances to ask for, before any limit. */
function instancesWanted(scaler: Scaler, target: number): number {
  if (scaler.config.upstream.requiredFormula) return requiredByFormula(scaler, target);
  const missing = scaler.pool.waiting.size + target - scaler.free;
  return missing > 0 ? Math.ceil(missing / newInstanceSlots(scaler.config)) : 0;
}

/** Formula F on the state of a scaler: positive to create, negative for those that may go. */
function requiredByFormula(scaler: Scaler, target: number): number {
  const { pool, config, provisioner } = scaler;
  const capacityPerInstance = config.capacityPerInstance;
  const instanceCount = pool.countedInstances + provisioner.requestedCount;
  return upstreamRequired({
    capacityPerInstance,
    instanceCount,
    maxInstanceCount: scaler.maxInstances,
    acquired: pool.acquired,
    unavailableCapacity: Math.max(0, instanceCount * capacityPerInstance - pool.countedAcquired - scaler.free),
    pending: pool.waiting.size,
    reserved: pool.unbound,
    idleTarget: target,
  });
}

/** Lets idle instances go: those that have been surplus for idle_time and that no reservation counts on. */
export function shrink(scaler: Scaler, target: number, at: Ticks, effects: EffectSink): void {
  const { pool } = scaler;
  if (pool.idle.size === 0) return;
  const before = clearWithdrawn(scaler);
  const budget = new SurplusBudget(scaler, target, at);
  const smallest = smallestUsable(scaler);
  if (!budget.allows(smallest)) return;
  const { idleTime } = scaler.policy;
  const longest = pool.idle.first as Instance;
  // The usual case, without a look at any other instance: not even the longest idle one has been idle for long enough.
  if (at - longest.idleAt < idleTime) return;
  const chosen: Instance[] = [];
  for (const instance of candidates(scaler, at)) {
    if (!budget.allows(smallest)) break;
    if (instance.usableCount === 0 || !budget.allows(instance.usableCount)) continue;
    if (at - instance.idleAt < idleTime) break;
    budget.spend(instance.usableCount);
    chosen.push(instance);
  }
  letGo(scaler, chosen, before, at, effects);
}

/** How many more slots may go, by the rule in force. */
class SurplusBudget {
  readonly #byInstances: boolean;
  #left: number;

  constructor(scaler: Scaler, target: number, at: Ticks) {
    const { pool, policy, config } = scaler;
    this.#byInstances = config.upstream.requiredFormula;
    if (this.#byInstances) {
      this.#left = -requiredByFormula(scaler, target);
      return;
    }
    let keep = pool.waiting.size + target;
    if (!config.upstream.surplusAtInstant) {
      const largest = scaler.window.largest(at, policy.idleTime);
      keep = Math.max(keep, Math.min(largest + idleTarget(policy, largest), mostSlots(scaler)) - pool.acquired);
    }
    this.#left = pool.readyFree - keep;
  }

  allows(slots: number): boolean {
    return this.#left >= (this.#byInstances ? 1 : slots);
  }

  spend(slots: number): void {
    this.#left -= this.#byInstances ? 1 : slots;
  }
}

/**
 * Idle instances, longest idle first; among those that fell idle at one instant the newest first, or the oldest where its minimum billing period
 * has passed.
 */
function* candidates(scaler: Scaler, at: Ticks): Generator<Instance> {
  let first: Instance | null = scaler.pool.idle.first;
  while (first !== null) {
    const { idleAt } = first;
    const tied: Instance[] = [];
    let instance: Instance | null = first;
    while (instance !== null && instance.idleAt === idleAt) {
      tied.push(instance);
      instance = instance.next;
    }
    const { minimumBilling } = scaler.config;
    const oldestFirst = minimumBilling > 0 && tied.some((one) => at - one.provisionedAt >= minimumBilling);
    tied.sort((a, b) => (oldestFirst ? a.ordinal - b.ordinal : b.ordinal - a.ordinal));
    yield* tied;
    first = instance;
  }
}

/** Which instances are withdrawn is computed afresh at every evaluation. @returns those that were. */
function clearWithdrawn(scaler: Scaler): ReadonlySet<Instance> {
  if (scaler.pool.withdrawnFree === 0) return nobody;
  const before = new Set<Instance>();
  for (const instance of scaler.pool.idle) {
    if (!instance.withdrawn) continue;
    before.add(instance);
    instance.withdrawn = false;
    scaler.pool.recount(instance);
  }
  return before;
}

/** Removes what no reservation protects; the rest is withdrawn, and said to be once: no new reservation counts on it. */
function letGo(scaler: Scaler, chosen: readonly Instance[], before: ReadonlySet<Instance>, at: Ticks, effects: EffectSink): void {
  const { pool, config } = scaler;
  let free = pool.readyFree;
  for (const instance of chosen) {
    const slots = instance.usableCount;
    if (!config.upstream.requiredFormula && pool.backed > free - slots) {
      instance.withdrawn = true;
      pool.recount(instance);
      if (!before.has(instance)) scaler.decided({ kind: 'withdraw', id: instance.id, inputs: scaler.inputs(at) }, effects);
      continue;
    }
    free -= slots;
    scaler.remove(instance, 'idle', at, effects);
  }
}
