import type { EffectSink } from '../effect.ts';
import type { Fault } from '../fault.ts';
import type { Instance } from '../fleet/instance.ts';
import type { Op } from '../ids.ts';
import type { RemovalReason } from '../removal-reason.ts';
import type { Ticks } from '../time.ts';
import type { Scaler } from './scaler.ts';

/** What `BringUp` saves: null where the instance has gone in the meantime. */
export type BringUpState = readonly { readonly op: Op; readonly ordinal: number | null }[];

/**
 * Which running instances may serve: those from before the manager's start by what is known of them, and all of them after their ready command.
 *
 * @remarks Source: semantics.md §5, UpFunc.
 */
export class BringUp {
  readonly #scaler: Scaler;
  readonly #preparing = new Map<Op, Instance | null>();

  constructor(scaler: Scaler) {
    this.#scaler = scaler;
  }

  owns(op: Op): boolean {
    return this.#preparing.has(op);
  }

  /** Has a running instance prepared, or refuses it. */
  begin(instance: Instance, at: Ticks, effects: EffectSink): void {
    const refusal = this.#reasonToRefuse(instance);
    if (refusal !== null) {
      instance.readiness = 'refused';
      this.#scaler.remove(instance, refusal, at, effects);
      return;
    }
    instance.readiness = 'preparing';
    const op = this.#scaler.host.nextOp();
    this.#preparing.set(op, instance);
    effects.push({ kind: 'prepare-instance', op, runner: this.#scaler.runner, instance });
  }

  /** The preparation has ended: the instance serves, or goes and lets the next one wait. */
  ended(op: Op, fault: Fault | null, at: Ticks, effects: EffectSink): void {
    const instance = this.#preparing.get(op) ?? null;
    this.#preparing.delete(op);
    if (instance === null || instance.vanished || instance.removing) return;
    if (fault === null) this.#succeeded(instance, at, effects);
    else this.#failed(instance, fault, at, effects);
  }

  save(): BringUpState {
    return [...this.#preparing].map(([op, instance]) => ({ op, ordinal: instance === null || instance.vanished ? null : instance.ordinal }));
  }

  restore(saved: BringUpState, byOrdinal: ReadonlyMap<number, Instance>): void {
    for (const { op, ordinal } of saved) this.#preparing.set(op, ordinal === null ? null : (byOrdinal.get(ordinal) ?? null));
  }

  #succeeded(instance: Instance, at: Ticks, effects: EffectSink): void {
    const scaler = this.#scaler;
    scaler.creationBackOff.succeeded();
    instance.readiness = 'ready';
    instance.readyAt = at;
    instance.idleAt = at;
    scaler.pool.idle.append(instance);
    scaler.pool.recount(instance);
    scaler.health.watch(instance, at);
    if (instance.draining) scaler.remove(instance, 'interrupted', at, effects);
    scaler.slots.serve(effects);
    scaler.touch();
  }

  #failed(instance: Instance, fault: Fault, at: Ticks, effects: EffectSink): void {
    const { creationBackOff } = this.#scaler;
    instance.lastFault = fault;
    instance.readiness = 'refused';
    if (creationBackOff.failed(at)) this.#scaler.decided({ kind: 'back-off', what: 'creation', until: creationBackOff.until }, effects);
    this.#scaler.remove(instance, 'ready-up-failed', at, effects);
  }

  /** Why an instance from before the manager's start may not be used. @remarks Source: semantics.md §2.7. */
  #reasonToRefuse({ restored, restoredJobs, cause, useCount }: Instance): RemovalReason | null {
    const { keepInstanceWithAcquisitions, vmIsolation, maxUseCount } = this.#scaler.config;
    if (restored && restoredJobs > 0 && !keepInstanceWithAcquisitions) return 'restored-with-jobs';
    if (cause === 'preexisted' && !restored && !vmIsolation) return 'pre-existing';
    return maxUseCount > 0 && useCount >= maxUseCount ? 'use-count' : null;
  }
}
