import type { RefusalReason } from '../decision.ts';
import type { AcquisitionKey, Op } from '../ids.ts';
import type { AcquisitionState } from '../scaling/acquisition-state.ts';
import type { ScalerState } from '../scaling/scaler-state.ts';
import type { Ticks } from '../time.ts';
import type { AcquireDeadlines } from './acquire-deadlines.ts';
import type { FeedGrid } from './feed-grid.ts';
import type { RequestLimit } from './request-limit.ts';
import type { Shutdown } from './shutdown.ts';

/** One runner as plain JSON; its counts of requests and jobs follow from the keys. */
export interface RunnerState {
  readonly refusal: RefusalReason | null;
  readonly limit: ReturnType<RequestLimit['save']>;
  readonly scaler: ScalerState;
}

/**
 * A manager between two steps as plain JSON; null stands for the instant of what never happens. Operations under way are still to be answered
 * to whoever is restored from it.
 */
export interface ManagerSnapshot {
  readonly at: Ticks;
  readonly lastOp: Op;
  readonly lastKey: AcquisitionKey;
  readonly wakeAt: Ticks | null;
  readonly fullSince: Ticks | null;
  readonly started: boolean;
  readonly feed: ReturnType<FeedGrid['save']>;
  readonly shutdown: ReturnType<Shutdown['save']>;
  readonly deadlines: ReturnType<AcquireDeadlines['save']>;
  /** By key. */
  readonly acquisitions: readonly AcquisitionState[];
  readonly runners: readonly RunnerState[];
}
