import type { EffectSink } from '../effect.ts';
import type { InstanceChange } from '../event.ts';
import type { InstanceId } from '../ids.ts';
import type { RemovalReason } from '../removal-reason.ts';
import type { Ticks } from '../time.ts';
import { Instance, type InstanceCause, type ProviderState } from './instance.ts';
import type { ProvisionerOwner } from './provisioner-owner.ts';
import type { RequestQueue } from './request-queue.ts';

/** Misses in a row that an instance survives. @remarks Source: semantics.md §2.12, prune: dropped when missed > 5. */
const survivedMisses = 5;

/** The part of an instance that the books keep, as plain data. */
export interface BookedInstance {
  readonly ordinal: number;
  readonly id: InstanceId;
  readonly state: ProviderState;
  readonly cause: InstanceCause;
  readonly requestedAt: Ticks | null;
  readonly provisionedAt: Ticks;
  readonly deletedAt: Ticks | null;
  readonly suspendedAt: Ticks | null;
  readonly removalReason: RemovalReason | null;
  readonly removing: boolean;
  readonly suspending: boolean;
  readonly missedCount: number;
  readonly seenAt: Ticks;
  readonly decreaseCount: number;
}

/** What `InstanceBooks` saves; sets are in their order, which decides the order of calls. */
export interface BooksState {
  readonly instances: readonly BookedInstance[];
  readonly absent: readonly InstanceId[];
  readonly toRemove: readonly InstanceId[];
  readonly toSuspend: readonly InstanceId[];
  readonly ordinal: number;
  readonly listedAt: Ticks;
}

/** How the books treat what the listings say. */
export interface BooksOptions {
  /** Whether a session or a probe keeps an instance that listings no longer name. */
  readonly keepAlive: boolean;
}

/**
 * All instances that the fleet has named and that are not known to be gone, with the sets and counters that spare the provisioner a look at
 * all of them: a listing costs what it changes.
 *
 * @remarks Source: semantics.md §2.12, reconcile and prune.
 */
export class InstanceBooks {
  readonly #options: BooksOptions;
  readonly #owner: ProvisionerOwner;
  readonly #pending: RequestQueue;
  readonly #byId = new Map<InstanceId, Instance>();
  readonly #absent = new Set<Instance>();
  readonly #toRemove = new Set<Instance>();
  readonly #toSuspend = new Set<Instance>();
  readonly #counts: Record<ProviderState, number> = { creating: 0, running: 0, suspending: 0, suspended: 0, resuming: 0, deleting: 0, deleted: 0, timeout: 0 };
  #restless = 0;
  #ordinal = 0;
  #listedAt: Ticks = 0;

  /** @param pending the accepted requests, of which each discovery takes the oldest. */
  constructor(options: BooksOptions, owner: ProvisionerOwner, pending: RequestQueue) {
    this.#options = options;
    this.#owner = owner;
    this.#pending = pending;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Whether any instance is to be removed or suspended, or is in passing: neither running nor suspended. */
  get isRestless(): boolean {
    return this.#restless > 0;
  }

  /** Whether the last listing left out any instance. */
  get hasAbsent(): boolean {
    return this.#absent.size > 0;
  }

  /** Instances to be removed that the fleet does not yet say are deleting, in the order in which they were marked. */
  get toRemove(): ReadonlySet<Instance> {
    return this.#toRemove;
  }

  /** Instances to be suspended, in the order in which they were marked. */
  get toSuspend(): ReadonlySet<Instance> {
    return this.#toSuspend;
  }

  get(id: InstanceId): Instance | undefined {
    return this.#byId.get(id);
  }

  /** All instances in the order of their discovery. */
  all(): Iterable<Instance> {
    return this.#byId.values();
  }

  /** How many instances are in a state; those marked for removal count as deleting. */
  count(state: ProviderState): number {
    return this.#counts[state];
  }

  /** Marks an instance for removal; false when it is marked already or no longer in the books. */
  markRemoving(instance: Instance, reason: RemovalReason): boolean {
    if (instance.removing || !this.#has(instance)) return false;
    this.#leave(instance);
    instance.removing = true;
    instance.removalReason = reason;
    this.#enter(instance);
    if (instance.state !== 'deleting') this.#toRemove.add(instance);
    return true;
  }

  markSuspending(instance: Instance): void {
    if (instance.suspending || !this.#has(instance)) return;
    this.#leave(instance);
    instance.suspending = true;
    this.#enter(instance);
    this.#toSuspend.add(instance);
  }

  /** The fleet has accepted to suspend an instance, or does so already. */
  clearSuspending(instance: Instance): void {
    if (!instance.suspending) return;
    this.#leave(instance);
    instance.suspending = false;
    this.#enter(instance);
    this.#toSuspend.delete(instance);
  }

  /** Takes in what a successful listing, asked for at `startedAt`, says anew, and counts a miss for every instance that it does not name. */
  takeListing(changes: readonly InstanceChange[], startedAt: Ticks, initial: boolean, at: Ticks, effects: EffectSink): void {
    let ended: Instance[] | null = null;
    for (const { id, state } of changes) {
      const instance = this.#byId.get(id);
      if (instance === undefined) this.#discover(id, state, initial, at, effects);
      else if (state === 'absent') this.#lose(instance);
      else {
        this.#see(instance, state, at, effects);
        if (isOver(state)) (ended ??= []).push(instance);
      }
    }
    if (ended !== null) for (const instance of ended) this.#drop(instance, at, effects);
    for (const instance of this.#absent) this.#miss(instance, startedAt, at, effects);
    this.#listedAt = at;
  }

  /** Listings that changed nothing were not taken in: this is when the last of them was answered, null for none. */
  heardUnchanged(answeredAt: Ticks | null): void {
    if (answeredAt !== null) this.#listedAt = answeredAt;
  }

  save(): BooksState {
    return {
      instances: [...this.#byId.values()].map(bookedPart),
      absent: idsOf(this.#absent),
      toRemove: idsOf(this.#toRemove),
      toSuspend: idsOf(this.#toSuspend),
      ordinal: this.#ordinal,
      listedAt: this.#listedAt,
    };
  }

  /** Fills new books with what was saved; the owner's part of each instance is for the owner to restore. */
  restore(saved: BooksState): void {
    for (const booked of saved.instances) {
      const instance = unbooked(booked);
      this.#byId.set(instance.id, instance);
      this.#enter(instance);
    }
    const all = (ids: readonly InstanceId[], set: Set<Instance>): void => {
      for (const id of ids) set.add(this.#byId.get(id) as Instance);
    };
    all(saved.absent, this.#absent);
    all(saved.toRemove, this.#toRemove);
    all(saved.toSuspend, this.#toSuspend);
    this.#ordinal = saved.ordinal;
    this.#listedAt = saved.listedAt;
  }

  #discover(id: InstanceId, state: ProviderState | 'absent', initial: boolean, at: Ticks, effects: EffectSink): void {
    if (state === 'absent' || isOver(state)) return;
    const cause: InstanceCause = initial ? 'preexisted' : this.#pending.size > 0 ? 'requested' : 'unexpected';
    const instance = new Instance(++this.#ordinal, id, state, cause, this.#pending.shift(), at);
    this.#byId.set(id, instance);
    this.#enter(instance);
    this.#owner.discovered(instance, at, effects);
  }

  #see(instance: Instance, state: ProviderState, at: Ticks, effects: EffectSink): void {
    instance.missedCount = 0;
    this.#absent.delete(instance);
    const previous = instance.state;
    if (state === previous) return;
    if (state === 'suspending' || state === 'suspended') this.clearSuspending(instance);
    this.#leave(instance);
    instance.state = state;
    this.#enter(instance);
    if (state === 'deleting') {
      this.#toRemove.delete(instance);
    } else if (instance.removing && previous === 'deleting') {
      this.#toRemove.add(instance);
    }
    this.#owner.stateChanged(instance, previous, at, effects);
  }

  #lose(instance: Instance): void {
    if (this.#absent.has(instance)) return;
    instance.seenAt = this.#listedAt;
    this.#absent.add(instance);
  }

  #miss(instance: Instance, startedAt: Ticks, at: Ticks, effects: EffectSink): void {
    // A listing that was asked for before another one named the instance says nothing against it.
    if (instance.seenAt >= startedAt) return;
    if (instance.state === 'deleting' || instance.removing) {
      this.#end(instance, 'deleted', at, effects);
      return;
    }
    instance.missedCount++;
    this.#owner.missed(instance, at, effects);
    if (instance.missedCount <= survivedMisses) return;
    if (this.#options.keepAlive && this.#owner.isAlive(instance)) return;
    this.#end(instance, 'timeout', at, effects);
  }

  #end(instance: Instance, state: 'deleted' | 'timeout', at: Ticks, effects: EffectSink): void {
    this.#leave(instance);
    instance.state = state;
    this.#enter(instance);
    this.#drop(instance, at, effects);
  }

  #drop(instance: Instance, at: Ticks, effects: EffectSink): void {
    this.#leave(instance);
    this.#byId.delete(instance.id);
    this.#absent.delete(instance);
    this.#toRemove.delete(instance);
    this.#toSuspend.delete(instance);
    this.#owner.gone(instance, at, effects);
  }

  #has(instance: Instance): boolean {
    return this.#byId.get(instance.id) === instance;
  }

  #leave(instance: Instance): void {
    this.#counts[shownState(instance)]--;
    if (isRestless(instance)) this.#restless--;
  }

  #enter(instance: Instance): void {
    this.#counts[shownState(instance)]++;
    if (isRestless(instance)) this.#restless++;
  }
}

function isOver(state: ProviderState): state is 'deleted' | 'timeout' {
  return state === 'deleted' || state === 'timeout';
}

function shownState(instance: Instance): ProviderState {
  return instance.removing ? 'deleting' : instance.state;
}

function isRestless(instance: Instance): boolean {
  return instance.removing || instance.suspending || (instance.state !== 'running' && instance.state !== 'suspended');
}

function idsOf(instances: Iterable<Instance>): InstanceId[] {
  return [...instances].map((instance) => instance.id);
}

function bookedPart(instance: Instance): BookedInstance {
  const { ordinal, id, state, cause, requestedAt, provisionedAt, deletedAt, suspendedAt, removalReason } = instance;
  const { removing, suspending, missedCount, seenAt, decreaseCount } = instance;
  const born = { ordinal, id, state, cause, requestedAt, provisionedAt };
  return { ...born, deletedAt, suspendedAt, removalReason, removing, suspending, missedCount, seenAt, decreaseCount };
}

function unbooked(booked: BookedInstance): Instance {
  const { ordinal, id, state, cause, requestedAt, provisionedAt, ...rest } = booked;
  return Object.assign(new Instance(ordinal, id, state, cause, requestedAt, provisionedAt), rest);
}
