import { assert } from '../assert.ts';
import type { EffectSink } from '../effect.ts';
import type { JobOffer } from '../event.ts';
import type { Fault } from '../fault.ts';
import type { Instance } from '../fleet/instance.ts';
import type { AcquisitionKey } from '../ids.ts';
import type { RemovalReason } from '../removal-reason.ts';
import { never, type Ticks } from '../time.ts';
import { Acquisition } from './acquisition.ts';
import type { Scaler } from './scaler.ts';

/**
 * Who gets which slot: a key is reserved before a job is requested, then bound to a slot or made to wait for one, and released when its job ends.
 *
 * @remarks Source: semantics.md §2.4 to §2.6.
 */
export class SlotAllocation {
  readonly #scaler: Scaler;

  constructor(scaler: Scaler) {
    this.#scaler = scaler;
  }

  /** Counts restored keys, and lets those wait that did. */
  restore(acquisitions: ReadonlyMap<AcquisitionKey, Acquisition>, waiting: readonly AcquisitionKey[]): void {
    const { pool } = this.#scaler;
    for (const { stage, backed } of acquisitions.values()) {
      if (stage === 'reserved') pool.reserved++;
      if (backed) pool.backed++;
    }
    for (const key of waiting) {
      const acquisition = acquisitions.get(key);
      assert(acquisition?.stage === 'waiting', 'a key that waits is a key of the snapshot');
      pool.waiting.append(acquisition);
    }
  }

  /** Reserves a place for the job that a request may bring. */
  reserve(key: AcquisitionKey, at: Ticks): Acquisition {
    const backed = this.#scaler.pool.available > 0;
    this.#scaler.pool.reserved++;
    if (backed) this.#scaler.pool.backed++;
    this.#reservationsChanged();
    return new Acquisition(key, this.#scaler.runner, at, backed);
  }

  /** Drops a key whose request brought no job. */
  unreserve(acquisition: Acquisition): void {
    assert(acquisition.stage === 'reserved', 'only a reserved key is unreserved');
    this.#scaler.pool.reserved--;
    this.#unback(acquisition);
    this.#reservationsChanged();
  }

  /** Takes a job in hand: on a slot at once where there is one, else into the queue. */
  accept(acquisition: Acquisition, job: JobOffer, at: Ticks, effects: EffectSink): void {
    acquisition.job = job;
    acquisition.receivedAt = at;
    this.#scaler.pool.reserved--;
    this.enqueue(acquisition, at, effects);
    this.#scaler.window.record(at, this.#scaler.pool.acquired + this.#scaler.pool.waiting.size);
    this.#scaler.touch();
  }

  /** Binds a job to the best slot, or lets it wait for one. */
  enqueue(acquisition: Acquisition, at: Ticks, effects: EffectSink): void {
    const instance = this.#slotFor(acquisition);
    if (instance !== null) {
      this.bind(acquisition, instance, effects);
      return;
    }
    acquisition.stage = 'waiting';
    // A retry came before all that wait for their first slot.
    if (acquisition.tryCount > 0) this.#scaler.pool.waiting.prepend(acquisition);
    else this.#scaler.pool.waiting.append(acquisition);
    this.#scaler.host.waits(acquisition, at);
  }

  /** A prepare try failed on its instance: the slot is given back and another one is looked for, in the job's old place. */
  refused(acquisition: Acquisition, fault: Fault, at: Ticks, effects: EffectSink): void {
    acquisition.avoided = this.#scaler.config.upstream.sameInstanceRetry ? null : acquisition.instance;
    this.release(acquisition, fault, at, effects);
    this.enqueue(acquisition, at, effects);
    this.#scaler.window.record(at, this.#scaler.pool.acquired + this.#scaler.pool.waiting.size);
  }

  /** A job that waits gives up its place; its machine is being stopped. */
  abandon(acquisition: Acquisition): void {
    this.#scaler.pool.waiting.remove(acquisition);
    this.#unback(acquisition);
    acquisition.stage = 'stopping';
    this.#scaler.touch();
  }

  /** Gives waiting jobs the slots that have become usable, first come, first served. */
  serve(effects: EffectSink): void {
    for (let acquisition = this.#scaler.pool.waiting.first; acquisition !== null;) {
      const next: Acquisition | null = acquisition.next;
      const instance = this.#slotFor(acquisition);
      if (instance !== null) {
        this.#scaler.pool.waiting.remove(acquisition);
        this.bind(acquisition, instance, effects);
      } else if (acquisition.avoided === null) {
        return;
      }
      acquisition = next;
    }
  }

  bind(acquisition: Acquisition, instance: Instance, effects: EffectSink): void {
    const { pool } = this.#scaler;
    assert(instance.acquiredCount < this.#scaler.config.capacityPerInstance, 'an instance takes no more jobs than it has slots');
    assert(
      this.#scaler.config.maxUseCount === 0 || instance.useCount < this.#scaler.config.maxUseCount,
      'an instance is used no more often than max_use_count',
    );
    assert(!instance.removing, 'an instance that is being removed takes no job');
    this.#unback(acquisition);
    if (instance.acquiredCount === 0) pool.idle.remove(instance);
    const slot = instance.takeSlot(acquisition.key);
    instance.acquiredCount++;
    instance.useCount++;
    instance.withdrawn = false;
    pool.acquired++;
    pool.recount(instance);
    acquisition.stage = 'acquired';
    acquisition.instance = instance;
    acquisition.slot = slot;
    acquisition.deadline = never;
    const job = acquisition.job as JobOffer;
    const { runner, key, receivedAt } = acquisition;
    if (acquisition.started) effects.push({ kind: 'rebind-job', runner, key, job, instance, slot });
    else effects.push({ kind: 'start-job', runner, key, job, receivedAt, instance, slot });
    acquisition.started = true;
    this.#scaler.touch();
  }

  /** Frees the slot of a key, if it has one, and lets its instance go or take the next job. */
  release(acquisition: Acquisition, instanceFault: Fault | null, at: Ticks, effects: EffectSink): void {
    const { instance, slot } = acquisition;
    if (acquisition.stage === 'waiting') {
      this.#scaler.pool.waiting.remove(acquisition);
      this.#unback(acquisition);
    }
    acquisition.instance = null;
    acquisition.slot = -1;
    if (instance !== null && !instance.vanished) {
      instance.freeSlot(slot);
      instance.acquiredCount--;
      this.#scaler.pool.acquired--;
      if (instanceFault !== null) this.#scaler.health.failed(instance, instanceFault, at, effects);
      this.#afterRelease(instance, at, effects);
    }
    this.#scaler.window.record(at, this.#scaler.pool.acquired + this.#scaler.pool.waiting.size);
    this.#scaler.touch();
  }

  #afterRelease(instance: Instance, at: Ticks, effects: EffectSink): void {
    this.#scaler.pool.recount(instance);
    if (instance.acquiredCount > 0) {
      if (instance.usableCount > 0) this.serve(effects);
      return;
    }
    instance.idleAt = at;
    const reason = this.#reasonToGo(instance);
    if (reason !== null) this.#scaler.remove(instance, reason, at, effects);
    else if (!instance.removing) {
      this.#scaler.pool.idle.append(instance);
      if (instance.usableCount > 0) this.serve(effects);
    }
  }

  #reasonToGo(instance: Instance): RemovalReason | null {
    if (this.#scaler.config.maxUseCount > 0 && instance.useCount >= this.#scaler.config.maxUseCount) return 'use-count';
    if (instance.condemned) return 'unhealthy';
    if (instance.draining) return 'interrupted';
    return null;
  }

  /** The slot for a job: on the oldest usable instance, on one that failed it before only where nothing else can exist. */
  #slotFor(acquisition: Acquisition): Instance | null {
    const { avoided } = acquisition;
    if (avoided === null) return this.#scaler.pool.ready.oldest(null);
    const other = this.#scaler.pool.ready.oldest(avoided);
    if (other !== null) return other;
    if (avoided.readiness !== 'ready' || avoided.usableCount === 0 || avoided.vanished) return null;
    return this.#scaler.potential <= 0 ? avoided : null;
  }

  /**
   * The real component lets reservations block scale-down; here a withdrawn instance waits for one to be dropped. In a burst the last ready slot that is
   * reserved leaves the runner starved, and more are wanted.
   */
  #reservationsChanged(): void {
    const { pool, config, streak } = this.#scaler;
    if (pool.withdrawnFree > 0 || streak > 0 || config.upstream.requiredFormula) this.#scaler.touch();
  }

  #unback(acquisition: Acquisition): void {
    if (!acquisition.backed) return;
    acquisition.backed = false;
    this.#scaler.pool.backed--;
  }
}
