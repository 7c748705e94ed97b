import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Instance } from '../../core/fleet/instance.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P6: an instance goes for idleness only when it has been idle for long enough and is not needed. */
export const idleRemoval: Rule = {
  name: 'P6',
  sentence: 'an instance removed for idleness has been idle for idle_time, and the ready slots that remain cover the idle target at that instant',
  holdsUpstream: false,
  create: () => new IdleRemoval(),
};

class IdleRemoval implements Checker {
  /** Since when each instance has had no job, seen from outside: from being ready, or from its last job's end. */
  readonly #idleSince = new Map<Instance, number>();
  readonly #keys = new Map<number, Instance>();
  #generation = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#idleSince.clear();
      this.#keys.clear();
    }
    if (event.kind === 'job-ended' || event.kind === 'instance-refused') {
      const instance = this.#keys.get(event.key);
      if (instance !== undefined) this.#idleSince.set(instance, event.at);
      this.#keys.delete(event.key);
    }
    for (const effect of effects) {
      if (effect.kind === 'start-job' || effect.kind === 'rebind-job') this.#keys.set(effect.key, effect.instance);
      if (effect.kind !== 'decided' || effect.decision.kind !== 'remove' || effect.decision.reason !== 'idle') continue;
      this.#check(effect.runner, effect.decision, event.at, world);
    }
    for (const { scaler } of manager.runners) {
      for (const instance of scaler.provisioner.instances()) {
        if (instance.readiness === 'ready' && !this.#idleSince.has(instance)) this.#idleSince.set(instance, event.at);
      }
    }
  }

  #check(runner: number, decision: { id: string; inputs: { readyFree: number; idleTarget: number; pending: number } }, at: number, world: World): void {
    const scaler = world.manager?.runners[runner]?.scaler;
    const instance = scaler?.provisioner.instance(decision.id);
    if (scaler === undefined || instance === undefined) broken('P6', `${decision.id} goes, and nobody knows it`);
    const { idleTime } = scaler.policy;
    const idle = at - (this.#idleSince.get(instance) ?? at);
    if (idle < idleTime) broken('P6', `${decision.id} goes after ${String(idle)} ms of idleness, idle_time is ${String(idleTime)}`);
    const { capacityPerInstance, maxUseCount } = scaler.config;
    const slots = maxUseCount === 0 ? capacityPerInstance : Math.min(capacityPerInstance, maxUseCount - instance.useCount);
    const { readyFree, idleTarget, pending } = decision.inputs;
    if (readyFree - slots < pending + idleTarget) {
      broken('P6', `${decision.id} goes with ${String(slots)} of ${String(readyFree)} ready slots, ${String(pending + idleTarget)} are wanted`);
    }
  }
}
