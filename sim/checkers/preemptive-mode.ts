import type { Decision } from '../../core/decision.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P9: in preemptive mode a job is requested only where a slot waits for it. */
export const preemptiveMode: Rule = {
  name: 'P9',
  sentence: 'in preemptive mode a key is reserved only where a ready, healthy, free slot exists for it, and without faults its job never waits for a slot',
  holdsUpstream: false,
  create: () => new PreemptiveMode(),
};

class PreemptiveMode implements Checker {
  /** Open keys, each with whether its slot is sure: reserved in preemptive mode beside none that is not, and nothing failed since. */
  #open = new Map<number, { runner: number; sure: boolean }>();
  #generation = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#open.clear();
    }
    if (isDisturbance(event, effects)) for (const key of this.#open.values()) key.sure = false;
    if (event.kind === 'request-answered') this.#answered(event, effects);
    for (const effect of effects) {
      if (effect.kind !== 'request-job') continue;
      const { scaler } = manager.runners[effect.runner] as (typeof manager.runners)[number];
      const { pool } = scaler;
      const promised = pool.reserved + pool.waiting.size;
      const ready = pool.readyFree - pool.withdrawnFree;
      if (scaler.preemptive && promised > ready) broken('P9', `${String(promised)} keys are promised a slot, ${String(ready)} slots are ready`);
      this.#open.set(effect.key, { runner: effect.runner, sure: scaler.preemptive && this.#allSure(effect.runner) && pool.waiting.size === 0 });
    }
  }

  #allSure(runner: number): boolean {
    for (const key of this.#open.values()) if (key.runner === runner && !key.sure) return false;
    return true;
  }

  #answered(event: Extract<Event, { kind: 'request-answered' }>, effects: readonly Effect[]): void {
    const key = this.#open.get(event.op);
    this.#open.delete(event.op);
    if (event.job === null || key?.sure !== true) return;
    if (!effects.some((effect) => effect.kind === 'start-job' && effect.key === event.op))
      broken('P9', `job ${String(event.job.id)} waits although a slot was ready for it`);
  }
}

/** What can take a slot away that was ready: a failure of its instance, a change of what is in force, or a job that comes back for another slot. */
function isDisturbance(event: Event, effects: readonly Effect[]): boolean {
  switch (event.kind) {
    case 'schedule-changed':
    case 'config-reloaded':
    case 'instance-interrupted':
    case 'instance-refused':
    case 'shutdown-requested':
      return true;
    case 'job-ended':
      return event.outcome.instanceFault !== null;
    case 'instance-probed':
      return event.fault !== null;
    default:
      return effects.some((effect) => effect.kind === 'decided' && isFailure(effect.decision));
  }
}

function isFailure(decision: Decision): boolean {
  if (decision.kind === 'remove') return decision.reason !== 'idle' && decision.reason !== 'use-count';
  return decision.kind === 'suspect' || decision.kind === 'lose-instance';
}
