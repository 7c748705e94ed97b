import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { World } from '../world/world.ts';
import { broken, type Checker, type Rule } from './rule.ts';

/** P20: what was promised to a job request ends with it. */
export const reservationLife: Rule = {
  name: 'P20',
  sentence: 'no reservation outlives its job request, and no pending key its job',
  holdsUpstream: true,
  create: () => new ReservationLife(),
};

class ReservationLife implements Checker {
  readonly #requests = new Set<number>();
  readonly #jobs = new Set<number>();
  #generation = 0;

  stepped(event: Event, effects: readonly Effect[], world: World): void {
    const { manager, life } = world;
    if (manager === null) return;
    if (life.generation !== this.#generation) {
      this.#generation = life.generation;
      this.#requests.clear();
      this.#jobs.clear();
    }
    if (event.kind === 'request-answered') {
      this.#requests.delete(event.op);
      if (event.job !== null) this.#jobs.add(event.op);
    } else if (event.kind === 'job-ended') {
      this.#jobs.delete(event.key);
    }
    for (const effect of effects) {
      if (effect.kind === 'request-job') this.#requests.add(effect.key);
      if (effect.kind === 'finish-job') this.#jobs.delete(effect.key);
    }
    for (const { key, stage, job } of manager.acquisitions.values()) {
      if (stage === 'reserved' ? !this.#requests.has(key) : !this.#jobs.has(key))
        broken('P20', `key ${String(key)} is ${stage}, and its ${job === null ? 'request' : 'job'} has ended`);
    }
    const held = this.#requests.size + this.#jobs.size;
    if (held !== manager.acquisitions.size) broken('P20', `${String(manager.acquisitions.size)} keys for ${String(held)} requests and jobs`);
    const kept = manager.runners.reduce((sum, { scaler }) => sum + scaler.pool.reserved, 0);
    if (kept !== this.#requests.size) broken('P20', `${String(kept)} reservations for ${String(this.#requests.size)} requests`);
  }
}
