import type { JobOffer } from '../event.ts';
import type { AcquisitionKey, RunnerIndex } from '../ids.ts';
import type { Ticks } from '../time.ts';
import type { AcquisitionStage } from './acquisition.ts';

/** One key as plain JSON. Instances are named by their ordinals, and no more when they have vanished. */
export interface AcquisitionState {
  readonly key: AcquisitionKey;
  readonly runner: RunnerIndex;
  readonly requestedAt: Ticks;
  readonly stage: AcquisitionStage;
  readonly backed: boolean;
  readonly job: JobOffer | null;
  readonly receivedAt: Ticks;
  readonly instance: number | null;
  readonly slot: number;
  readonly started: boolean;
  readonly tryCount: number;
  readonly avoided: number | null;
  readonly deadline: Ticks | null;
}
