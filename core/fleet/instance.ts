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
 * The provisioner alone writes the first part, the scaler alone the second.
 */
export class Instance {
  /** Order of discovery, from 1, never reused. */
  readonly ordinal: number;
  readonly id: InstanceId;
  readonly cause: InstanceCause;

  // --- the provisioner's part
  state: ProviderState;
  /** When its request was queued; null when nobody asked for it. */
  readonly requestedAt: Ticks | null;
  readonly provisionedAt: Ticks;
  /** When a Decrease that named it was last accepted. */
  deletedAt: Ticks | null = null;
  suspendedAt: Ticks | null = null;
  removing = false;
  suspending = false;
  /** Listings in a row that did not name it. */
  missedCount = 0;
  /** The last listing that named it, once one did not. */
  seenAt: Ticks = 0;
  /** Decreases of it that the fleet accepted. */
  decreaseCount = 0;

  // --- the scaler's part
  readiness: Readiness = 'unready';
  removalReason: RemovalReason | null = null;
  /** The key on each slot; 0 where the slot is free. */
  readonly slots: AcquisitionKey[] = [];
  acquiredCount = 0;
  useCount = 0;
  failureCount = 0;
  /** Unproven: usable for nothing until a probe succeeds. */
  suspect = false;
  /** Takes no new job, finishes those that it has. */
  draining = false;
  /** May go as soon as no reservation needs it. */
  withdrawn = false;
  lastFault: Fault | null = null;
  readyAt: Ticks = 0;
  /** When it last became idle (no slot acquired). */
  idleAt: Ticks = 0;
  /** Usable slots as last counted, so that a change is a difference. */
  usableCount = 0;
  /** What else was last counted of it. */
  counted = false;
  countedReady = false;
  countedWithdrawn = false;
  countedAcquired = 0;
  /** Failed too often: goes as soon as its jobs have ended. */
  condemned = false;
  probing = false;
  /** Known from before the manager's start, with so many jobs at that time. */
  restored = false;
  restoredJobs = 0;
  /** The provisioner dropped it. */
  vanished = false;
  inReadyQueue = false;
  /** Neighbours in the list of idle instances. */
  previous: Instance | null = null;
  next: Instance | null = null;
  linked = false;

  constructor(ordinal: number, id: InstanceId, state: ProviderState, cause: InstanceCause, requestedAt: Ticks | null, at: Ticks) {
    this.ordinal = ordinal;
    this.id = id;
    this.state = state;
    this.cause = cause;
    this.requestedAt = requestedAt;
    this.provisionedAt = at;
  }
}
