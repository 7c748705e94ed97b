import type { JobOffer } from '../event.ts';
import type { Instance } from '../fleet/instance.ts';
import type { AcquisitionKey, RunnerIndex } from '../ids.ts';
import type { Linked } from '../linked-list.ts';
import { never, type Ticks } from '../time.ts';

/** Where a key stands: exactly one of these, until it is released. */
export type AcquisitionStage =
  /** Its job request is open. */
  | 'reserved'
  /** Its job waits for a slot. */
  | 'waiting'
  /** Its job has a slot. */
  | 'acquired'
  /** Its job machine was told to stop and has not ended yet. */
  | 'stopping';

/** One key from Reserve to Release: a job request, then the job that it brought, then that job's slot. */
export class Acquisition implements Linked<Acquisition> {
  readonly key: AcquisitionKey;
  readonly runner: RunnerIndex;
  readonly requestedAt: Ticks;
  stage: AcquisitionStage = 'reserved';
  /** Whether a ready slot stood behind the key when it was reserved: that many slots are protected until the key is used or dropped. */
  backed: boolean;
  job: JobOffer | null = null;
  receivedAt: Ticks = 0;
  instance: Instance | null = null;
  slot = -1;
  /** Whether a job machine runs for the key. */
  started = false;
  /** Prepare tries that failed or timed out. */
  tryCount = 0;
  /** The instance that failed the last try. */
  avoided: Instance | null = null;
  /** When the try that waits for a slot, or the job itself, times out. */
  deadline: Ticks = never;
  previous: Acquisition | null = null;
  next: Acquisition | null = null;
  linked = false;

  constructor(key: AcquisitionKey, runner: RunnerIndex, requestedAt: Ticks, backed: boolean) {
    this.key = key;
    this.runner = runner;
    this.requestedAt = requestedAt;
    this.backed = backed;
  }
}
