import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P14: nobody works for an instance that is gone. */
export const lostInstance: Rule = {
  name: 'P14',
  sentence: 'when an instance vanishes, its slots leave A at once and every job on it ends with a system failure',
  holdsUpstream: true,
  create: () => new LostInstance(),
};

/** For a job's VM and connections to be given up. @remarks Source: core/job/job-limits.ts, a minute for the VM, ten seconds for the connections, ten for a killed stage. */
const longestEndMs = 80_000;

class LostInstance implements Checker {
  /** Jobs whose instance vanished, with when they must have ended. */
  readonly #lost = new Map<number, number>();
  readonly #on = new Map<number, string>();
  #generation = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#lost.clear();
      this.#on.clear();
    }
    if (event.kind === 'job-ended') this.#ended(event);
    if (event.kind === 'instance-refused') this.#on.delete(event.key);
    for (const [key, deadline] of this.#lost) if (event.at > deadline) broken('P14', `the job of key ${String(key)} goes on without its instance`);
    for (const effect of effects) {
      if (effect.kind === 'start-job' || effect.kind === 'rebind-job') this.#on.set(effect.key, `${String(effect.runner)}/${effect.instance.id}`);
      if (effect.kind === 'decided' && effect.decision.kind === 'lose-instance') this.#vanished(effect.runner, effect.decision.id, event.at, effects);
    }
    for (const { scaler } of manager.runners) {
      let acquired = 0;
      for (const { acquiredCount } of scaler.provisioner.instances()) acquired += acquiredCount;
      if (acquired !== scaler.pool.acquired)
        broken('P14', `${String(scaler.pool.acquired)} slots are acquired, ${String(acquired)} of them on known instances`);
    }
  }

  #vanished(runner: number, id: string, at: number, effects: readonly Effect[]): void {
    for (const [key, instance] of this.#on) {
      if (instance !== `${String(runner)}/${id}`) continue;
      if (!effects.some((effect) => effect.kind === 'stop-job' && effect.key === key && effect.cause === 'instance-vanished'))
        broken('P14', `the job of key ${String(key)} is not told that ${id} is gone`);
      this.#lost.set(key, at + longestEndMs);
    }
  }

  #ended({ key, outcome }: Extract<Event, { kind: 'job-ended' }>): void {
    // A job that was ending by itself, or was being stopped, keeps the reason that came first.
    if (this.#lost.has(key) && outcome.state === 'success') broken('P14', `the job of key ${String(key)} succeeds on an instance that is gone`);
    this.#lost.delete(key);
    this.#on.delete(key);
  }
}
