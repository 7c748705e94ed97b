import type { Fault } from '../fault.ts';
import type { AcquisitionKey, InstanceId } from '../ids.ts';
import type { RemovalReason } from '../removal-reason.ts';
import type { Ticks } from '../time.ts';

/** A provider's word for what an instance is doing. @remarks Source: fleeting provider.State, semantics.md §2.12. */
export type ProviderState = 'creating' | 'running' | 'suspending' | 'suspended' | 'resuming' | 'deleting' | 'deleted' | 'timeout';

/** Why an instance is known. @remarks Source: semantics.md §2.12. */
export type InstanceCause = 'preexisted' | 'requested' | 'unexpected';

/** How far an instance is from taking jobs. */
export type Readiness = 'unready' | 'preparing' | 'ready' | 'refused';

/**
 * One known instance: what the provisioner knows of it and what the scaler makes of it, in one record so that every step touches one object.
 * The provisioner alone writes its part, the scaler alone the rest. What every job touches stands first and together: in a fleet of thousands the memory that a step
 * reaches is what it costs.
 */
export class Instance {
  // --- of the provisioner, and read for every job
  /** Order of discovery, from 1, never reused. */
  readonly ordinal: number;
  readonly id: InstanceId;
  readonly cause: InstanceCause;
  state: ProviderState;
  removing = false;

  // --- of the scaler, and touched by every job
  readiness: Readiness = 'unready';
  /** Unproven: usable for nothing until a probe succeeds. */
  suspect = false;
  /** Takes no new job, finishes those that it has. */
  draining = false;
  /** Failed too often: goes as soon as its jobs have ended. */
  condemned = false;
  /** The provisioner dropped it. */
  vanished = false;
  /** May go as soon as no reservation needs it. */
  withdrawn = false;
  acquiredCount = 0;
  useCount = 0;
  /** Usable slots as last counted, so that a change is a difference. */
  usableCount = 0;
  /** What else was last counted of it. */
  counted = false;
  countedReady = false;
  countedWithdrawn = false;
  countedAcquired = 0;
  inReadyQueue = false;
  /** Neighbours in the list of idle instances. */
  linked = false;
  previous: Instance | null = null;
  next: Instance | null = null;
  /** The key on the first slot, 0 where it is free: in most fleets the only one, so it stands in the record itself. */
  #firstKey: AcquisitionKey = 0;
  /** The keys on the further slots that were ever used. */
  #furtherKeys: AcquisitionKey[] | null = null;
  /** When it last became idle (no slot acquired). */
  idleAt: Ticks = 0;

  // --- the provisioner's other part
  /** When its request was queued; null when nobody asked for it. */
  readonly requestedAt: Ticks | null;
  readonly provisionedAt: Ticks;
  /** When a Decrease that named it was last accepted. */
  deletedAt: Ticks | null = null;
  suspendedAt: Ticks | null = null;
  suspending = false;
  /** Listings in a row that did not name it. */
  missedCount = 0;
  /** The last listing that named it, once one did not. */
  seenAt: Ticks = 0;
  /** Decreases of it that the fleet accepted. */
  decreaseCount = 0;

  // --- the scaler's other part
  removalReason: RemovalReason | null = null;
  failureCount = 0;
  lastFault: Fault | null = null;
  readyAt: Ticks = 0;
  probing = false;
  /** Known from before the manager's start, with so many jobs at that time. */
  restored = false;
  restoredJobs = 0;

  constructor(ordinal: number, id: InstanceId, state: ProviderState, cause: InstanceCause, requestedAt: Ticks | null, at: Ticks) {
    this.ordinal = ordinal;
    this.id = id;
    this.state = state;
    this.cause = cause;
    this.requestedAt = requestedAt;
    this.provisionedAt = at;
  }

  /** The key on each slot that was ever used; 0 where it is free. */
  get slots(): readonly AcquisitionKey[] {
    return [this.#firstKey, ...(this.#furtherKeys ?? [])];
  }

  set slots([first = 0, ...further]: readonly AcquisitionKey[]) {
    this.#firstKey = first;
    this.#furtherKeys = further.length === 0 ? null : further;
  }

  /** Puts a key on the lowest free slot and returns its number. */
  takeSlot(key: AcquisitionKey): number {
    if (this.#firstKey === 0) {
      this.#firstKey = key;
      return 0;
    }
    this.#furtherKeys ??= [];
    const free = this.#furtherKeys.indexOf(0);
    if (free === -1) return this.#furtherKeys.push(key);
    this.#furtherKeys[free] = key;
    return free + 1;
  }

  /** Takes the key off a slot. */
  freeSlot(slot: number): void {
    if (slot === 0) this.#firstKey = 0;
    else if (this.#furtherKeys !== null) this.#furtherKeys[slot - 1] = 0;
  }
}
