import type { InstanceId } from '../ids.ts';

/** What state_storage keeps of an instance over a restart of the manager. @remarks Source: semantics.md §2.11. */
export interface StoredInstance {
  readonly id: InstanceId;
  readonly useCount: number;
  /** Slots that had a job. Jobs are never resumed. */
  readonly acquiredCount: number;
}
