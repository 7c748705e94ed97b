import type { RunnerConfig } from '../config.ts';
import type { RefusalReason } from '../decision.ts';
import type { RunnerIndex } from '../ids.ts';
import { Acquisition } from '../scaling/acquisition.ts';
import type { AcquisitionState } from '../scaling/acquisition-state.ts';
import { restoreScaler, saveScaler } from '../scaling/saved-scaler.ts';
import type { Scaler } from '../scaling/scaler.ts';
import type { Ticks } from '../time.ts';
import { RequestLimit } from './request-limit.ts';
import type { RunnerState } from './snapshot.ts';

/** One `[[runners]]` table at work: its requests, its jobs, its autoscaler. */
export class Runner {
  readonly index: RunnerIndex;
  config: RunnerConfig;
  readonly scaler: Scaler;
  readonly limit: RequestLimit;
  /** Open job requests. */
  requestCount = 0;
  /** Jobs in hand. */
  jobCount = 0;
  /** Why the last reservation that was wanted was refused, so that it is said once. */
  refusal: RefusalReason | null = null;

  constructor(index: RunnerIndex, config: RunnerConfig, scaler: Scaler) {
    this.index = index;
    this.config = config;
    this.scaler = scaler;
    this.limit = new RequestLimit(config);
  }

  configure(config: RunnerConfig): void {
    this.config = config;
    this.limit.configure(config);
    this.scaler.configure(config.autoscaler);
  }

  save(): RunnerState {
    return { refusal: this.refusal, limit: this.limit.save(), scaler: saveScaler(this.scaler) };
  }

  /** Goes on where a saved runner stood. @returns its keys. */
  restore(saved: RunnerState, keys: readonly AcquisitionState[]): Iterable<Acquisition> {
    this.refusal = saved.refusal;
    this.limit.restore(saved.limit);
    const byOrdinal = restoreScaler(this.scaler, saved.scaler);
    const acquisitions = new Map(keys.map((state) => [state.key, Acquisition.restore(state, byOrdinal)]));
    this.scaler.slots.restore(acquisitions, saved.scaler.waiting);
    this.jobCount = keys.filter(({ job }) => job !== null).length;
    this.requestCount = keys.length - this.jobCount;
    return acquisitions.values();
  }

  /** Whether `limit`, request_concurrency and health leave room for one more job request. @remarks Source: semantics.md §5, acquireBuild and acquireRequest. */
  hasRequestRoom(at: Ticks): boolean {
    if (this.requestCount >= this.limit.allowed) return false;
    if (this.config.limit > 0 && this.requestCount + this.jobCount >= this.config.limit) return false;
    return at >= this.limit.pausedUntil;
  }
}
