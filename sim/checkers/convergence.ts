import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Runner } from '../../core/manager/runner.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P7: a fleet that nothing disturbs comes to rest with what its policy wants. */
export const stability: Rule = {
  name: 'P7',
  sentence:
    'without arrivals, faults and changes of policy every job ends and the fleet comes to rest with as many ready instances as the idle target needs, within max_instances, and then never changes',
  holdsUpstream: false,
  create: () => new Convergence(false),
};

/** P8: a fleet that nobody needs goes away. */
export const scaleToZero: Rule = {
  name: 'P8',
  sentence: 'with idle target 0 and no jobs no instance is left within idle_time, a poll and a deletion, in spite of endless job requests',
  holdsUpstream: false,
  create: () => new Convergence(true),
};

/** For a new instance to show in a listing, which may be stale. */
const longestShowMs = 120_000;

class Convergence implements Checker {
  readonly #isOfZero: boolean;
  #disturbedAt = 0;
  #changedAt = 0;
  #increasedAt = 0;
  readonly #seen = new Set<string>();

  constructor(isOfZero: boolean) {
    this.#isOfZero = isOfZero;
  }

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    if (event.kind === 'fleet-increased') this.#increasedAt = event.at;
    if (isDisturbance(event) || (event.kind === 'fleet-listed' && this.#namesStranger(event, world))) this.#disturbedAt = event.at;
    for (const effect of effects) {
      // An instance that is named twice survived a removal that the cloud had accepted.
      if (effect.kind === 'decrease' && effect.instances.some(({ decreaseCount }) => decreaseCount > 0)) this.#disturbedAt = event.at;
      if (effect.kind === 'increase' || effect.kind === 'decrease' || effect.kind === 'withdraw') this.#changedAt = event.at;
      else if (effect.kind === 'decided' && isSurprise(effect.decision.kind)) this.#disturbedAt = event.at;
    }
  }

  /** Whether a listing speaks of an instance that this manager has not asked for, though it may stand in for one that never came. */
  #namesStranger({ changes, at }: Extract<Event, { kind: 'fleet-listed' }>, { manager }: World): boolean {
    let isStrange = false;
    for (const { id } of changes) {
      const isLate = !this.#seen.has(id) && at > this.#increasedAt + longestShowMs;
      this.#seen.add(id);
      isStrange ||= isLate || manager?.runners.some(({ scaler }) => (scaler.provisioner.instance(id)?.cause ?? 'requested') !== 'requested') === true;
    }
    return isStrange;
  }

  ended(world: World): void {
    const { manager, now, flow } = world;
    if (manager === null || manager.shutdown.requested) return;
    if (flow.unfinished > 0) {
      if (!this.#isOfZero && !manager.runners.some(isShortForEver)) broken('P7', `${String(flow.unfinished)} jobs never end`);
      return;
    }
    for (const { scaler, index } of manager.runners) {
      const restAt = this.#disturbedAt + settlingMs(scaler, world);
      if (now <= restAt) continue;
      const { pool, provisioner } = scaler;
      const target = scaler.target(now);
      // What a fleet that takes nothing back has accepted and will never make counts for ever, as it warns.
      const known = provisioner.knownCount - (scaler.config.canWithdraw ? 0 : provisioner.pendingCount);
      if (this.#isOfZero) {
        if (target === 0 && known > 0)
          broken('P8', `${String(known)} instances of runner ${String(index)} are left at ${String(now)}, nothing happened since ${String(this.#disturbedAt)}`);
        continue;
      }
      if (this.#changedAt > restAt) broken('P7', `the fleet still changes at ${String(this.#changedAt)}, nothing happened since ${String(this.#disturbedAt)}`);
      if (pool.readyFree < target && scaler.room > 0 && known === provisioner.knownCount)
        broken('P7', `${String(pool.readyFree)} slots are ready, ${String(target)} are wanted, and nothing is on its way`);
      for (const { id, usableCount } of pool.idle) {
        if (pool.readyFree - usableCount >= target) broken('P7', `${id} is left, with ${String(pool.readyFree)} slots ready and ${String(target)} wanted`);
      }
    }
  }
}

/** Whether requests that no instance will ever answer, and that the fleet does not take back, fill places for ever, as the manager warns. */
function isShortForEver({ scaler }: Runner): boolean {
  return !scaler.config.canWithdraw && scaler.provisioner.pendingCount > 0;
}

/** What comes from outside, or ends what did. */
function isDisturbance(event: Event): boolean {
  switch (event.kind) {
    case 'wake':
      return false;
    case 'request-answered':
      return event.job !== null || event.fault !== null;
    case 'fleet-listed':
    case 'fleet-increased':
    case 'fleet-decreased':
    case 'fleet-withdrawn':
    case 'instance-prepared':
    case 'instance-probed':
      return event.fault !== null;
    default:
      return true;
  }
}

function isSurprise(kind: string): boolean {
  return kind === 'lose-instance' || kind === 'suspect' || kind === 'alert';
}

/** The longest time that a fleet may take to rest: every pause, time-out and interval at its worst, one after the other. */
function settlingMs(scaler: Scaler, { plan }: World): number {
  const { config, policy, runner } = scaler;
  const { boot, delete: deletion } = plan.scenario.fleet;
  const { dialTimeout } = (plan.manager.runners[runner] as (typeof plan.manager.runners)[number]).job;
  const longest = (one: typeof deletion): number => (one.dist === 'constant' ? one.valueMs : (one.maxMs ?? 0));
  const coming = 300_000 + 60_000 + longest(boot.running) + longest(boot.ready) + dialTimeout + config.instanceAcquireTimeout;
  const going = policy.idleTime + config.deletionRetryInterval + longest(deletion) + 10_000;
  return 2 * (coming + going + 2 * config.updateInterval);
}
