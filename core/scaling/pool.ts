import type { AutoscalerConfig } from '../config.ts';
import type { Instance } from '../fleet/instance.ts';
import { LinkedList } from '../linked-list.ts';
import type { Acquisition } from './acquisition.ts';
import { ReadyQueue } from './ready-queue.ts';
import { isCounted, usableSlots } from './usable-slots.ts';

/**
 * The slots of one fleet, counted. Every change of an instance passes through `recount`, so that a decision reads numbers and never
 * looks at all instances.
 */
export class Pool {
  config: AutoscalerConfig;
  /** A: slots with a job. */
  acquired = 0;
  /** Usable slots on ready, healthy instances. */
  readyFree = 0;
  /** Usable slots that instances in the making will bring. */
  unreadyFree = 0;
  /** The part of `readyFree` on withdrawn instances. */
  withdrawnFree = 0;
  /** Instances in the books that count. */
  countedInstances = 0;
  /** Slots acquired on counted instances. */
  countedAcquired = 0;
  /** Keys whose job request is open. */
  reserved = 0;
  /** Keys, reserved or waiting, that protect a ready slot. */
  backed = 0;
  /** P: jobs in hand without a slot, in order of receipt. */
  readonly waiting = new LinkedList<Acquisition>();
  /** Ready instances without a job, longest idle first. */
  readonly idle = new LinkedList<Instance>();
  readonly ready = new ReadyQueue();

  constructor(config: AutoscalerConfig) {
    this.config = config;
  }

  /** R: keys without a slot. */
  get unbound(): number {
    return this.reserved + this.waiting.size;
  }

  /** Ready slots that a new reservation may count on. */
  get available(): number {
    return this.readyFree - this.withdrawnFree - this.unbound;
  }

  /** Brings the counters up to date with one instance, after any change of it. */
  recount(instance: Instance): void {
    this.#discount(instance);
    instance.usableCount = usableSlots(instance, this.config);
    instance.countedReady = instance.readiness === 'ready';
    this.#count(instance);
    if (instance.usableCount > 0 && instance.countedReady) this.ready.offer(instance);
  }

  /** Takes an instance out of the counters for good. */
  drop(instance: Instance): void {
    this.#discount(instance);
    instance.usableCount = 0;
    instance.counted = false;
    instance.countedAcquired = 0;
    this.idle.remove(instance);
  }

  #discount(instance: Instance): void {
    if (instance.countedReady) {
      this.readyFree -= instance.usableCount;
      if (instance.countedWithdrawn) this.withdrawnFree -= instance.usableCount;
    } else {
      this.unreadyFree -= instance.usableCount;
    }
    if (instance.counted) {
      this.countedInstances--;
      this.countedAcquired -= instance.countedAcquired;
    }
  }

  #count(instance: Instance): void {
    instance.counted = isCounted(instance);
    instance.countedAcquired = instance.acquiredCount;
    instance.countedWithdrawn = instance.withdrawn;
    if (instance.countedReady) {
      this.readyFree += instance.usableCount;
      if (instance.withdrawn) this.withdrawnFree += instance.usableCount;
    } else {
      this.unreadyFree += instance.usableCount;
    }
    if (instance.counted) {
      this.countedInstances++;
      this.countedAcquired += instance.acquiredCount;
    }
  }
}
