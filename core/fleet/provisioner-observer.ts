import type { Ticks } from '../time.ts';

/** Looks on for metrics and traces, and decides nothing. What happens to single instances is told to the owner already. */
export interface ProvisionerObserver {
  /** The first listing has succeeded; the loop begins at the same instant. */
  started(at: Ticks): void;
  /** A successful listing has been taken in whole. */
  listed(at: Ticks): void;
  /** The fleet accepted to suspend so many instances. */
  suspended(count: number, at: Ticks): void;
  /** The fleet accepted to resume so many instances. */
  resumed(count: number, at: Ticks): void;
  /** A turn of the loop has ended: the time to take the counts. */
  turnEnded(at: Ticks): void;
}
