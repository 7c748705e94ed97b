import type { DependentJobs } from '../workload/dependent-jobs.ts';
import type { JobColumns } from '../measure/run-record.ts';

/** The columns that a job brings with it; the order of jobs is that of their arrival. */
export interface JobInput {
  readonly arrivalAt: Float64Array;
  readonly duration: Float64Array;
  readonly stream: Uint16Array;
  readonly failed: Uint8Array;
  /** From arrival to the user's cancel, infinite for none; null where nobody cancels. */
  readonly cancelAfter: Float64Array | null;
  /** Jobs that come when others have ended; left out for none. */
  readonly dependents?: DependentJobs | null;
}

/** One row a job: what it brought and what became of it. Rows are added while the world runs (retries, users who submit the next job). */
export class JobTable {
  count: number;
  arrivalAt: Float64Array;
  duration: Float64Array;
  stream: Uint16Array;
  failed: Uint8Array;
  cancelAfter: Float64Array | null;
  receivedAt: Float64Array;
  startedAt: Float64Array;
  endedAt: Float64Array;
  outcome: Uint8Array;
  cold: Uint8Array;
  /** Index into `jobPhase`. */
  phase: Uint8Array;
  /** Since when it is there. */
  phaseSince: Float64Array;
  /** Under which the manager knows the job, where it may be canceled or is on its way; 0 before it is received. */
  key: Float64Array;
  /** How often the same work has been run before. */
  retried: Uint8Array;
  /** The user behind the job of a closed stream, counted from 1, so that the memory of a run without users is never touched; 0 for none. */
  owner: Int32Array;

  constructor(input: JobInput) {
    const count = input.arrivalAt.length;
    this.count = count;
    this.arrivalAt = input.arrivalAt;
    this.duration = input.duration;
    this.stream = input.stream;
    this.failed = input.failed;
    this.cancelAfter = input.cancelAfter;
    this.receivedAt = new Float64Array(count).fill(Number.NaN);
    this.startedAt = new Float64Array(count).fill(Number.NaN);
    this.endedAt = new Float64Array(count).fill(Number.NaN);
    this.outcome = new Uint8Array(count);
    this.cold = new Uint8Array(count);
    this.phase = new Uint8Array(count);
    this.phaseSince = new Float64Array(count);
    this.key = new Float64Array(count);
    this.retried = new Uint8Array(count);
    this.owner = new Int32Array(count);
  }

  /** Adds a job and returns its row. */
  add(row: { arrivalAt: number; duration: number; stream: number; failed: number; cancelAfter: number; retried: number; owner: number }): number {
    if (this.count === this.arrivalAt.length) this.#grow(Math.max(64, this.count * 2));
    const job = this.count++;
    this.arrivalAt[job] = row.arrivalAt;
    this.duration[job] = row.duration;
    this.stream[job] = row.stream;
    this.failed[job] = row.failed;
    if (this.cancelAfter !== null) this.cancelAfter[job] = row.cancelAfter;
    this.receivedAt[job] = Number.NaN;
    this.startedAt[job] = Number.NaN;
    this.endedAt[job] = Number.NaN;
    this.retried[job] = row.retried;
    this.owner[job] = row.owner;
    return job;
  }

  columns(): JobColumns {
    const { count } = this;
    return {
      count,
      arrivalAt: this.arrivalAt.subarray(0, count),
      receivedAt: this.receivedAt.subarray(0, count),
      startedAt: this.startedAt.subarray(0, count),
      endedAt: this.endedAt.subarray(0, count),
      outcome: this.outcome.subarray(0, count),
      cold: this.cold.subarray(0, count),
    };
  }

  #grow(length: number): void {
    this.arrivalAt = grown(this.arrivalAt, new Float64Array(length));
    this.duration = grown(this.duration, new Float64Array(length));
    this.stream = grown(this.stream, new Uint16Array(length));
    this.failed = grown(this.failed, new Uint8Array(length));
    if (this.cancelAfter !== null) this.cancelAfter = grown(this.cancelAfter, new Float64Array(length));
    this.receivedAt = grown(this.receivedAt, new Float64Array(length));
    this.startedAt = grown(this.startedAt, new Float64Array(length));
    this.endedAt = grown(this.endedAt, new Float64Array(length));
    this.outcome = grown(this.outcome, new Uint8Array(length));
    this.cold = grown(this.cold, new Uint8Array(length));
    this.phase = grown(this.phase, new Uint8Array(length));
    this.phaseSince = grown(this.phaseSince, new Float64Array(length));
    this.key = grown(this.key, new Float64Array(length));
    this.retried = grown(this.retried, new Uint8Array(length));
    this.owner = grown(this.owner, new Int32Array(length));
  }
}

function grown<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
