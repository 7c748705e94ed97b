import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Scaler } from '../../core/scaling/scaler.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P11: demand that can be met is met: the fleet is asked for instances as soon as the pace of its evaluation, its throttle and its pauses allow. */
export const growth: Rule = {
  name: 'P11',
  sentence:
    'while slots are missing, fewer than max_instances exist, the provider is healthy and no back-off is in force, an Increase comes within a tick and the throttle',
  holdsUpstream: false,
  create: () => new Growth(),
};

/** How long a decision may take: one evaluation a second. */
const tickMs = 1000;

class Growth implements Checker {
  #runners: Demand[] = [];
  #generation = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation || this.#runners.length === 0) {
      this.#generation = life.generation;
      this.#runners = manager.runners.map(() => new Demand());
    }
    for (const { scaler, index } of manager.runners) {
      const demand = this.#runners[index] as Demand;
      demand.decision(scaler, effects, event.at, index);
      demand.call(scaler, event, effects, slowestCallMs(world), index);
    }
  }
}

/** Four calls of a turn, one after the other, at their slowest. */
function slowestCallMs({ plan }: World): number {
  const { latency, listLatency } = plan.scenario.fleet.api;
  const longest = [latency, listLatency].map((one) => (one.dist === 'constant' ? one.valueMs : (one.maxMs ?? 60_000)));
  return 4 * Math.max(...longest);
}

/** What one runner's fleet is waiting for. */
class Demand {
  /** By when a decision to grow is due, and a call; infinite while none is. */
  #decideBy = Number.POSITIVE_INFINITY;
  #callBy = Number.POSITIVE_INFINITY;
  #pauseEnds = 0;

  decision(scaler: Scaler, effects: readonly Effect[], at: number, runner: number): void {
    if (at > this.#decideBy) broken('P11', `slots were missing since ${String(this.#decideBy - tickMs)} and nothing was asked for until ${String(at)}`);
    const granted = effects.some(
      (effect) => effect.kind === 'decided' && effect.runner === runner && effect.decision.kind === 'scale-up' && effect.decision.granted > 0,
    );
    const missing = scaler.pool.waiting.size + scaler.growthTarget(scaler.target(at)) - scaler.free;
    if (missing <= 0 || scaler.room === 0 || scaler.shuttingDown || !scaler.provisioner.hasListed) {
      this.#decideBy = Number.POSITIVE_INFINITY;
      return;
    }
    const due = Math.max(at, scaler.creationBackOff.until, tokensAt(scaler, at)) + tickMs;
    const isLater = granted || this.#decideBy === Number.POSITIVE_INFINITY || due - tickMs > at;
    if (isLater) this.#decideBy = due;
  }

  call(scaler: Scaler, event: Event, effects: readonly Effect[], slowestMs: number, runner: number): void {
    const { at } = event;
    if (at > this.#callBy) broken('P11', `requests were queued and no Increase was sent until ${String(at)}, due by ${String(this.#callBy)}`);
    for (const effect of effects) {
      if (effect.kind === 'decided' && effect.runner === runner && effect.decision.kind === 'back-off' && effect.decision.what !== 'requests')
        this.#pauseEnds = Math.max(this.#pauseEnds, effect.decision.until);
    }
    const { provisioner, config } = scaler;
    const queued = provisioner.requestedCount - provisioner.pendingCount;
    const isPossible = queued > 0 && provisioner.instanceCount + provisioner.pendingCount < provisioner.maxInstances && !scaler.shuttingDown;
    const span = config.updateIntervalWhenExpecting + tickMs + slowestMs;
    const isAnswer = event.kind === 'fleet-increased' || (event.kind.startsWith('fleet-') && 'fault' in event && event.fault !== null);
    if (!isPossible) this.#callBy = Number.POSITIVE_INFINITY;
    else if (isAnswer || this.#callBy === Number.POSITIVE_INFINITY || this.#pauseEnds > at) this.#callBy = Math.max(at, this.#pauseEnds) + span;
    if (effects.some(({ kind }) => kind === 'increase')) this.#callBy = Number.POSITIVE_INFINITY;
  }
}

/** When the throttle has a token beside those that queued requests will take. */
function tokensAt(scaler: Scaler, at: number): number {
  const { scaleLimit, scaleBurst } = scaler.config;
  if (scaleLimit === 0) return at;
  const unsent = scaler.provisioner.requestedCount - scaler.provisioner.pendingCount;
  // With the bucket full of claims, only an answer of the fleet brings a free token.
  if (unsent >= Math.max(1, scaleBurst)) return Number.POSITIVE_INFINITY;
  const { parts, at: filledAt } = scaler.throttle.save();
  const missingParts = (unsent + 1) * 1000 - (parts + (at - filledAt) * scaleLimit);
  return missingParts <= 0 ? at : at + Math.ceil(missingParts / scaleLimit);
}
