import type { PolicyConfig } from '../../core/config.ts';
import type { RefusalReason } from '../../core/decision.ts';
import type { InstanceId } from '../../core/ids.ts';
import * as slots from './fleet.ts';
import type { ModelFleet, ModelInstance, ModelKey } from './fleet.ts';

/** Preemptive by the policy (unset: idle_count > 0), never with idle_count 0. */
const isPreemptive = ({ idleCount, preemptiveMode }: PolicyConfig): boolean => idleCount > 0 && preemptiveMode !== false;

/** T(A) = max(idle_count, min(limit, ceil(scale_factor × A − 10⁻⁹))). */
function idleTarget({ idleCount, scaleFactor, scaleFactorLimit }: PolicyConfig, acquired: number): number {
  const scaled = Math.ceil(scaleFactor * acquired - 1e-9);
  return Math.max(idleCount, scaleFactorLimit > 0 ? Math.min(scaled, scaleFactorLimit) : scaled);
}

/** Why no key can be reserved; null when one can. */
export function refusal(fleet: ModelFleet): RefusalReason | null {
  const available = slots.available(fleet);
  if (available > 0) return null;
  if (isPreemptive(fleet.policy)) return 'no-available-capacity';
  return available + slots.potential(fleet) <= 0 ? 'no-potential-capacity' : null;
}

/** Whether a job would be asked for now, and only a missing ready slot prevents it. */
function isStarved(fleet: ModelFleet): boolean {
  const { concurrent, limit, requestConcurrency } = fleet.config;
  const jobs = slots.acquired(fleet) + fleet.waiting.length + fleet.stopping.length;
  const inHand = fleet.reserved.length + jobs;
  const hasRoom = inHand < concurrent && fleet.reserved.length < requestConcurrency && (limit === 0 || inHand < limit);
  return hasRoom && refusal(fleet) === 'no-available-capacity';
}

/**
 * T now: the policy's, more in a burst (burst_factor × the jobs that came as fast as they were asked for, while none can be asked for), and with unlimited
 * uses never more than the jobs that can still come.
 */
export function target(fleet: ModelFleet): number {
  const acquired = slots.acquired(fleet);
  const left = Math.max(0, slots.jobLimit(fleet) - acquired - fleet.waiting.length);
  const { policy, streak } = fleet;
  const inBurst = isPreemptive(policy) && isStarved(fleet) ? Math.min(Math.ceil(policy.burstFactor * streak), left) : 0;
  const wanted = Math.max(idleTarget(policy, acquired), inBurst);
  return fleet.config.autoscaler.maxUseCount === 0 ? Math.min(wanted, left) : wanted;
}

/** How many instances to ask for: ceil(max(0, P + T − F) / min(C, max_use_count)), within max_instances, none while creation pauses. */
export function growth(fleet: ModelFleet, at: number): number {
  const missing = Math.max(0, fleet.waiting.length + target(fleet) - slots.free(fleet));
  if (at < fleet.pause.until) return 0;
  return Math.min(Math.ceil(missing / slots.newSlots(fleet)), slots.room(fleet));
}

/** W: the largest demand in force at any moment of the last idle_time. */
function largestDemand({ demands, policy }: ModelFleet, at: number): number {
  const inWindow = demands.filter((_, index) => {
    const next = demands[index + 1];
    return next === undefined || next.at > at - policy.idleTime;
  });
  return Math.max(0, ...inWindow.map(({ demand }) => demand));
}

/** Ready free slots that must stay: P + T, and what W + T(W) needs beside the busy ones; with unlimited uses no more than the jobs that may ever come. */
function kept(fleet: ModelFleet, at: number): number {
  const largest = largestDemand(fleet, at);
  const remembered = largest + idleTarget(fleet.policy, largest);
  const most = fleet.config.autoscaler.maxUseCount === 0 ? slots.jobLimit(fleet) : Number.POSITIVE_INFINITY;
  return Math.max(fleet.waiting.length + target(fleet), Math.min(remembered, most) - slots.acquired(fleet));
}

/** Idle instances in the order in which they go: longest idle first; on a tie the newest, or the oldest where a minimum billing period has passed. */
function byTurn(fleet: ModelFleet, at: number): ModelInstance[] {
  const { minimumBilling } = fleet.config.autoscaler;
  const idle = fleet.instances.filter((instance) => instance.phase === 'ready' && slots.jobsOn(instance) === 0);
  const isPaid = (since: number): boolean =>
    minimumBilling > 0 && idle.some(({ idleSince, appearedAt }) => idleSince === since && at - appearedAt >= minimumBilling);
  const age = (instance: ModelInstance): number => fleet.instances.indexOf(instance);
  return idle.sort((a, b) => a.idleSince - b.idleSince || (isPaid(a.idleSince) ? age(a) - age(b) : age(b) - age(a)));
}

/** Who may go: surplus for idle_time, and the rest still covers what must stay. Of these some go, and some are withdrawn for the sake of backed keys. */
export function surplus(fleet: ModelFleet, at: number): { readonly go: readonly InstanceId[]; readonly withdraw: readonly InstanceId[] } {
  const go: InstanceId[] = [];
  const withdraw: InstanceId[] = [];
  let spare = slots.readyFree(fleet) - kept(fleet, at);
  let free = slots.readyFree(fleet);
  for (const instance of byTurn(fleet, at)) {
    const count = slots.usable(fleet, instance);
    if (count === 0 || count > spare || at - instance.idleSince < fleet.policy.idleTime) continue;
    spare -= count;
    if (slots.backed(fleet) > free - count) {
      withdraw.push(instance.id);
    } else {
      free -= count;
      go.push(instance.id);
    }
  }
  return { go, withdraw };
}

/** The slot for a key: on the oldest ready, healthy instance with one, and on the instance that failed it only where nothing else can exist. */
export function placeFor(fleet: ModelFleet, key: ModelKey): ModelInstance | null {
  const able = fleet.instances.filter((instance) => instance.phase === 'ready' && slots.usable(fleet, instance) > 0);
  const other = able.find(({ id }) => id !== key.avoids);
  if (other !== undefined) return other;
  return slots.potential(fleet) <= 0 ? (able[0] ?? null) : null;
}
