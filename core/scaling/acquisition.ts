import type { JobOffer } from '../event.ts';
import type { Instance } from '../fleet/instance.ts';
import type { AcquisitionKey, RunnerIndex } from '../ids.ts';
import type { Linked } from '../linked-list.ts';
import { never, neverAsNull, type Ticks } from '../time.ts';
import type { AcquisitionState } from './acquisition-state.ts';

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
  stage: AcquisitionStage = 'reserved';
  instance: Instance | null = null;
  slot = -1;
  /** Whether a ready slot stood behind the key when it was reserved: that many slots are protected until the key is used or dropped. */
  backed: boolean;
  /** Whether a job machine runs for the key. */
  started = false;
  job: JobOffer | null = null;
  readonly requestedAt: Ticks;
  receivedAt: Ticks = 0;
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

  save(): AcquisitionState {
    const { key, runner, requestedAt, stage, backed, job, receivedAt, slot, started, tryCount } = this;
    const held = { instance: ordinalOf(this.instance), slot, avoided: ordinalOf(this.avoided) };
    return { key, runner, requestedAt, stage, backed, job, receivedAt, ...held, started, tryCount, deadline: neverAsNull(this.deadline) };
  }

  static restore(saved: AcquisitionState, byOrdinal: ReadonlyMap<number, Instance>): Acquisition {
    const find = (ordinal: number | null): Instance | null => (ordinal === null ? null : (byOrdinal.get(ordinal) ?? null));
    const { key, runner, requestedAt, backed, stage, job, receivedAt, slot, started, tryCount } = saved;
    const instances = { instance: find(saved.instance), avoided: find(saved.avoided) };
    const acquisition = new Acquisition(key, runner, requestedAt, backed);
    return Object.assign(acquisition, { stage, job, receivedAt, ...instances, slot, started, tryCount, deadline: saved.deadline ?? never });
  }
}

function ordinalOf(instance: Instance | null): number | null {
  return instance === null || instance.vanished ? null : instance.ordinal;
}
