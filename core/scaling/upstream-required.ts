/** The figures that the real scaler logs with each change of `required`, as `capacity-info`. */
export interface UpstreamCapacity {
  /** Slots of an instance, at least 1. */
  readonly capacityPerInstance: number;
  /** Requested, creating and running instances, without those being removed. */
  readonly instanceCount: number;
  /** 0 for no limit. */
  readonly maxInstanceCount: number;
  /** Slots with a job. */
  readonly acquired: number;
  /** Slots that can take no job: their instance is used up, or going. */
  readonly unavailableCapacity: number;
  /** Jobs that wait for a slot. */
  readonly pending: number;
  /** Slots promised to job requests under way. */
  readonly reserved: number;
  /** Free slots wanted, the scaled part included. */
  readonly idleTarget: number;
}

/**
 * How many instances the real scaler wants beyond those that it has: positive to create, negative for the number that may go, if they have been
 * idle long enough.
 *
 * With more slots in use than the counted instances have, it wants none at all: instances that are being removed still run jobs then, and
 * counting these as demand once made it create without end.
 *
 * @remarks Source: formula F of semantics.md §2.3, inferred from published log rows; the guard is taskscaler!49, reservations taskscaler!60.
 */
export function upstreamRequired(capacity: UpstreamCapacity): number {
  const { capacityPerInstance, instanceCount, maxInstanceCount, pending, reserved, idleTarget } = capacity;
  const used = capacity.acquired + capacity.unavailableCapacity;
  if (used > instanceCount * capacityPerInstance) return 0;
  const missing = Math.ceil((used + pending + idleTarget) / capacityPerInstance) - instanceCount;
  if (missing > 0) {
    const room = maxInstanceCount > 0 ? Math.max(0, maxInstanceCount - instanceCount) : missing;
    return Math.min(missing, room);
  }
  // Reservations keep instances that are there, but ask for none.
  const kept = Math.ceil((used + Math.max(pending + idleTarget, reserved)) / capacityPerInstance);
  return kept < instanceCount ? kept - instanceCount : 0;
}
