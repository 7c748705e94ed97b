import type { EffectSink } from '../effect.ts';
import type { Fault } from '../fault.ts';
import type { Instance } from '../fleet/instance.ts';
import type { Op } from '../ids.ts';
import type { Ticks } from '../time.ts';
import { TimerQueue } from '../timer-queue.ts';
import type { Scaler } from './scaler.ts';

/** Heartbeats of a healthy instance are this far apart. @remarks Source: semantics.md §2.7 (taskscaler!59). */
const heartbeatSeconds = 300;
/** The longest pause between two probes of a suspect instance. */
const longestProbePauseSeconds = 60;

/**
 * Who may be trusted with a job. Any failed heartbeat, dial or command makes an instance suspect: it offers no slot, is probed at once and then with
 * growing pauses, is trusted again after one success, and goes at failure_threshold failures in a row.
 */
export class HealthWatch {
  readonly #scaler: Scaler;
  readonly #second: Ticks;
  readonly #due = new TimerQueue<Instance | null>();
  readonly #probes = new Map<Op, Instance | null>();

  constructor(scaler: Scaler, second: Ticks) {
    this.#scaler = scaler;
    this.#second = second;
  }

  get wakeAt(): Ticks {
    return this.#due.nextAt;
  }

  owns(op: Op): boolean {
    return this.#probes.has(op);
  }

  /** Begins the heartbeats of an instance that has become ready, where they are switched on. */
  watch(instance: Instance, at: Ticks): void {
    if (this.#scaler.config.heartbeats) this.#due.set(at + heartbeatSeconds * this.#second, instance);
  }

  /** Records a failure that the instance is to blame for. */
  failed(instance: Instance, fault: Fault, at: Ticks, effects: EffectSink): void {
    if (instance.vanished || instance.removing) return;
    instance.lastFault = fault;
    instance.failureCount++;
    if (instance.failureCount >= this.#scaler.config.failureThreshold) {
      this.#condemn(instance, at, effects);
      return;
    }
    this.doubt(instance, fault, effects);
  }

  /** Makes an instance suspect without counting a failure against it, and probes it. */
  doubt(instance: Instance, fault: Fault, effects: EffectSink): void {
    if (this.#scaler.config.upstream.healthByThreshold || instance.readiness !== 'ready' || instance.removing) return;
    if (!instance.suspect) {
      instance.suspect = true;
      this.#scaler.pool.recount(instance);
      this.#scaler.decided({ kind: 'suspect', id: instance.id, detail: fault.detail }, effects);
      this.#scaler.touch();
    }
    if (!instance.probing) this.#probe(instance, effects);
  }

  /** Probes a healthy instance without making it suspect. */
  check(instance: Instance, effects: EffectSink): void {
    if (instance.readiness === 'ready' && !instance.suspect && !instance.removing && !instance.probing) this.#probe(instance, effects);
  }

  probed(op: Op, fault: Fault | null, at: Ticks, effects: EffectSink): void {
    const instance = this.#probes.get(op);
    this.#probes.delete(op);
    if (instance === undefined || instance === null) return;
    instance.probing = false;
    if (instance.vanished || instance.removing) return;
    if (fault === null) this.#trust(instance, at, effects);
    else this.#failedProbe(instance, fault, at, effects);
  }

  wake(at: Ticks, effects: EffectSink): void {
    for (let instance = this.#due.take(at); instance !== undefined; instance = this.#due.take(at)) {
      if (instance === null || instance.vanished || instance.removing || instance.probing) continue;
      this.#probe(instance, effects);
    }
  }

  /** Instances by their ordinals; null for one that has vanished while its timer or its probe ran. */
  save(): { due: { at: Ticks; ordinal: number | null }[]; probes: { op: Op; ordinal: number | null }[] } {
    return {
      due: this.#due.pending().map(({ at, item }) => ({ at, ordinal: ordinalOf(item) })),
      probes: [...this.#probes].map(([op, instance]) => ({ op, ordinal: ordinalOf(instance) })),
    };
  }

  restore(saved: ReturnType<HealthWatch['save']>, byOrdinal: ReadonlyMap<number, Instance>): void {
    const find = (ordinal: number | null): Instance | null => (ordinal === null ? null : (byOrdinal.get(ordinal) ?? null));
    for (const { at, ordinal } of saved.due) this.#due.set(at, find(ordinal));
    for (const { op, ordinal } of saved.probes) this.#probes.set(op, find(ordinal));
  }

  #probe(instance: Instance, effects: EffectSink): void {
    const op = this.#scaler.host.nextOp();
    instance.probing = true;
    this.#probes.set(op, instance);
    effects.push({ kind: 'probe-instance', op, runner: this.#scaler.runner, instance });
  }

  #trust(instance: Instance, at: Ticks, effects: EffectSink): void {
    instance.failureCount = 0;
    if (instance.suspect) {
      instance.suspect = false;
      this.#scaler.pool.recount(instance);
      this.#scaler.decided({ kind: 'trust', id: instance.id }, effects);
      this.#scaler.slots.serve(effects);
      this.#scaler.touch();
    }
    this.watch(instance, at);
  }

  #failedProbe(instance: Instance, fault: Fault, at: Ticks, effects: EffectSink): void {
    instance.lastFault = fault;
    instance.failureCount++;
    if (instance.failureCount >= this.#scaler.config.failureThreshold) {
      this.#condemn(instance, at, effects);
      return;
    }
    if (this.#scaler.config.upstream.healthByThreshold) {
      this.watch(instance, at);
      return;
    }
    if (!instance.suspect) {
      instance.suspect = true;
      this.#scaler.pool.recount(instance);
      this.#scaler.decided({ kind: 'suspect', id: instance.id, detail: fault.detail }, effects);
    }
    this.#scaler.touch();
    this.#due.set(at + this.#pause(instance.failureCount), instance);
  }

  /** 1, 2, 4… seconds by failures in a row. */
  #pause(failureCount: number): Ticks {
    let seconds = 1;
    for (let step = 1; step < failureCount && seconds < longestProbePauseSeconds; step++) seconds *= 2;
    return Math.min(seconds, longestProbePauseSeconds) * this.#second;
  }

  #condemn(instance: Instance, at: Ticks, effects: EffectSink): void {
    instance.condemned = true;
    this.#scaler.pool.recount(instance);
    if (instance.acquiredCount === 0) this.#scaler.remove(instance, 'unhealthy', at, effects);
    this.#scaler.touch();
  }
}

function ordinalOf(instance: Instance | null): number | null {
  return instance === null || instance.vanished ? null : instance.ordinal;
}
