import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P23: a change of policy is about the future. */
export const policySwitch: Rule = {
  name: 'P23',
  sentence: 'a policy switch alone never ends a job',
  holdsUpstream: true,
  create: () => new PolicySwitch(),
};

class PolicySwitch implements Checker {
  #jobs = 0;
  #generation = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#jobs = 0;
    }
    const jobs = manager.runners.reduce((sum, { jobCount }) => sum + jobCount, 0);
    if (event.kind === 'schedule-changed' || event.kind === 'config-reloaded') {
      if (jobs !== this.#jobs) broken('P23', `${String(this.#jobs)} jobs were in hand before a switch, ${String(jobs)} after it`);
      if (effects.some(({ kind }) => kind === 'stop-job' || kind === 'finish-job')) broken('P23', 'a switch of policies ends a job');
    }
    this.#jobs = jobs;
  }
}
