import type { InstanceId, Op } from '../ids.ts';
import type { Ticks } from '../time.ts';

/** A sequence of calls to the fleet of which one at most is under way; the record is reused from call to call. */
export interface CallLane {
  /** The call under way; null when there is none. */
  op: Op | null;
  startedAt: Ticks;
  /** The instances that the call names. */
  ids: readonly InstanceId[];
  /** The number that the call names. */
  count: number;
}

/** A lane at rest. */
export function restingLane(): CallLane {
  return { op: null, startedAt: 0, ids: [], count: 0 };
}
