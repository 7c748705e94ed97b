import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';
import { idleTarget } from '../../core/scaling/idle-target.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P22: what holds growth back never keeps an instance alive. */
export const removalDelay: Rule = {
  name: 'P22',
  sentence: 'neither the throttle nor a back-off of creation delays a removal: it is decided within a tick and sent within a turn',
  holdsUpstream: false,
  create: () => new RemovalDelay(),
};

const tickMs = 1000;
/** The longest pause between two Decreases that fail. */
const longestPauseMs = 10_000;

class RemovalDelay implements Checker {
  /** By when a Decrease must have named an instance that is to go. */
  readonly #sendBy = new Map<Instance, number>();
  /** By when the first surplus instance of each runner must have been let go. */
  #decideBy: number[] = [];
  #generation = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#sendBy.clear();
      this.#decideBy = [];
    }
    const isRefusal = event.kind === 'fleet-decreased' && (event.fault !== null || event.succeeded.length === 0);
    for (const effect of effects) if (effect.kind === 'decrease') for (const instance of effect.instances) this.#sendBy.set(instance, Number.POSITIVE_INFINITY);
    for (const { scaler, index } of manager.runners) {
      this.#checkDecision(scaler, event.at, index);
      const span = scaler.config.updateIntervalWhenExpecting + tickMs + longestPauseMs + slowestTurnMs(world);
      for (const instance of scaler.provisioner.instances()) {
        if (!instance.removing || instance.state === 'deleting' || scaler.shuttingDown) continue;
        const due = this.#sendBy.get(instance);
        if (due === undefined || (isRefusal && due !== Number.POSITIVE_INFINITY)) this.#sendBy.set(instance, event.at + span);
        else if (event.at > due) broken('P22', `${instance.id} was to go, and no Decrease named it by ${String(due)}`);
      }
    }
  }

  #checkDecision(scaler: Scaler, at: number, runner: number): void {
    if (at > (this.#decideBy[runner] ?? Number.POSITIVE_INFINITY))
      broken('P22', `a surplus instance should have gone by ${String(this.#decideBy[runner])} and is there at ${String(at)}`);
    if (!hasSurplus(scaler, at)) this.#decideBy[runner] = Number.POSITIVE_INFINITY;
    else if ((this.#decideBy[runner] ?? Number.POSITIVE_INFINITY) === Number.POSITIVE_INFINITY) this.#decideBy[runner] = at + tickMs;
  }
}

/** Whether an idle instance may go now, and no reservation counts on it. */
function hasSurplus(scaler: Scaler, at: number): boolean {
  const { pool, policy } = scaler;
  // What is withdrawn already waits for a reservation to be dropped, and is what goes first.
  if (scaler.shuttingDown || pool.withdrawnFree > 0) return false;
  const demand = scaler.window.largest(at, policy.idleTime);
  const most = scaler.config.maxUseCount === 0 ? scaler.host.jobLimit() : Number.POSITIVE_INFINITY;
  const keep = Math.max(pool.waiting.size + scaler.target(at), Math.min(demand + idleTarget(policy, demand), most) - pool.acquired);
  for (const instance of pool.idle) {
    if (at - instance.idleAt < policy.idleTime || instance.usableCount === 0) continue;
    if (pool.readyFree - instance.usableCount >= Math.max(keep, pool.backed)) return true;
  }
  return false;
}

function slowestTurnMs({ plan }: World): number {
  const { latency, listLatency } = plan.scenario.fleet.api;
  return 4 * Math.max(...[latency, listLatency].map((one) => (one.dist === 'constant' ? one.valueMs : (one.maxMs ?? 60_000))));
}
