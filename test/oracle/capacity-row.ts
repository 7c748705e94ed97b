import { idleTarget } from '../../core/scaling/idle-target.ts';
import { upstreamRequired } from '../../core/scaling/upstream-required.ts';

/** A row of published figures; those that tell a story instead have none. */
export interface CapacityRow {
  readonly id: string;
  readonly instance_count?: number;
  readonly max_instance_count?: number | null;
  readonly acquired?: number;
  readonly unavailable_capacity?: number;
  readonly pending?: number;
  readonly reserved?: number;
  readonly idle_count?: number;
  readonly scale_factor?: number;
  readonly scale_factor_limit?: number;
  readonly capacity_per_instance?: number;
  readonly required?: number | null;
  /** What follows from elsewhere, where the published row leaves `required` out. */
  readonly required_inferred?: number;
}

/** What the oracle says of a row. */
export type RowVerdict =
  | { readonly name: string; readonly ok: boolean; readonly firstDifference: { readonly expected: number; readonly actual: number } | null }
  | { readonly name: string; readonly skipped: string };

/** Compares a row's `required` with the formula's. */
export function judgeCapacityRow(row: CapacityRow): RowVerdict {
  const expected = row.required ?? row.required_inferred;
  const capacityPerInstance = row.capacity_per_instance;
  const instanceCount = row.instance_count;
  if (expected === undefined || capacityPerInstance === undefined || instanceCount === undefined) return { name: row.id, skipped: 'the row has no figures' };
  const { acquired = 0, unavailable_capacity = 0, pending = 0, reserved = 0 } = row;
  const policy = { idleCount: row.idle_count ?? 0, scaleFactor: row.scale_factor ?? 0, scaleFactorLimit: row.scale_factor_limit ?? 0 };
  const actual = upstreamRequired({
    capacityPerInstance: Math.max(1, capacityPerInstance),
    instanceCount,
    maxInstanceCount: row.max_instance_count ?? 0,
    acquired,
    unavailableCapacity: unavailable_capacity,
    pending,
    reserved,
    idleTarget: idleTarget({ ...policy, idleTime: 0, preemptiveMode: null, burstFactor: 0 }, acquired),
  });
  const ok = actual === expected;
  return { name: row.id, ok, firstDifference: ok ? null : { expected, actual } };
}
