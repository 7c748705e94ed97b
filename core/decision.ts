import type { InstanceId } from './ids.ts';
import type { RemovalReason } from './removal-reason.ts';
import type { Ticks } from './time.ts';

/** The terms of the capacity equation at the moment of a decision. All but the last two count slots. */
export interface CapacityInputs {
  /** A: slots with a job. */
  readonly acquired: number;
  /** P: jobs in hand without a slot. */
  readonly pending: number;
  /** R: outstanding reservations. */
  readonly reserved: number;
  /** F: usable slots of counted instances and of those on order. */
  readonly free: number;
  /** The part of F on ready, healthy instances. */
  readonly readyFree: number;
  /** T: the idle target. */
  readonly idleTarget: number;
  /** All known instances, those on order and those being deleted included. */
  readonly instances: number;
  /** max_instances; 0 for no limit. */
  readonly maxInstances: number;
}

/** What holds growth back. */
export type GrowthLimit = 'none' | 'max-instances' | 'throttle' | 'back-off';

/** Why a reservation was refused. @remarks Source: semantics.md §2.4. */
export type RefusalReason = 'no-available-capacity' | 'no-potential-capacity' | 'throttled' | 'shutting-down';

/** One decision of the manager, with its inputs and its reason. */
export type Decision =
  | { readonly kind: 'scale-up'; readonly wanted: number; readonly granted: number; readonly limit: GrowthLimit; readonly inputs: CapacityInputs }
  | {
      readonly kind: 'remove';
      readonly id: InstanceId;
      readonly reason: RemovalReason;
      /** Usable slots that go with it. */
      readonly slots: number;
      /** How long it has been ready and without a job; null where it is not. */
      readonly idleFor: Ticks | null;
      readonly inputs: CapacityInputs;
    }
  | { readonly kind: 'withdraw'; readonly id: InstanceId; readonly inputs: CapacityInputs }
  | { readonly kind: 'refuse-reservation'; readonly reason: RefusalReason; readonly inputs: CapacityInputs }
  | { readonly kind: 'switch-policy'; readonly policy: number | null }
  | { readonly kind: 'suspect'; readonly id: InstanceId; readonly detail: string }
  | { readonly kind: 'trust'; readonly id: InstanceId }
  | { readonly kind: 'lose-instance'; readonly id: InstanceId; readonly jobs: number }
  | { readonly kind: 'back-off'; readonly what: 'creation' | 'increase' | 'list' | 'decrease' | 'withdraw' | 'requests'; readonly until: number }
  | {
      readonly kind: 'alert';
      readonly what: 'stuck-deleting' | 'never-materialised' | 'request-not-withdrawable' | 'start-failed';
      readonly id: InstanceId | null;
    }
  | { readonly kind: 'shut-down'; readonly mode: 'graceful' | 'forceful'; readonly jobs: number };
