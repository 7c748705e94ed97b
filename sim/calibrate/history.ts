import type { RunRecord } from '../measure/run-record.ts';
import { rowsOfJobs } from '../workload/resample/recorded-rows.ts';
import type { TraceStream } from '../scenario/workload-stream.ts';
import type { TraceRows } from '../workload/trace/trace-rows.ts';

/** Which span of a simulated job the observed wait is: until a job request brought it, as GitLab has it, or until it started. */
export type ObservedSpan = 'queue' | 'wait';

/** Jobs of a history whose waits were observed. */
export class History {
  /** Milliseconds, the shortest first. */
  readonly observed: Float64Array;
  /** Jobs of the history that are replayed, those without an observed wait among them. */
  readonly jobCount: number;
  readonly #isKnown: Uint8Array;
  readonly #warmup: number;

  /** The jobs of a trace that a stream replays as they were, one a row, from `warmup` to `horizon` (milliseconds since the run's start). */
  constructor(stream: TraceStream, rows: TraceRows, { warmup, horizon }: { readonly warmup: number; readonly horizon: number }) {
    const ofJobs = rowsOfJobs(stream, rows, horizon);
    const isCounted = (row: number): boolean => (rows.arrivalMs[row] as number) - stream.fromMs >= warmup && (rows.observedWaitMs[row] as number) >= 0;
    this.#warmup = warmup;
    this.#isKnown = Uint8Array.from(ofJobs, (row) => (isCounted(row) ? 1 : 0));
    this.observed = Float64Array.from(ofJobs.filter(isCounted), (row) => rows.observedWaitMs[row] as number).sort();
    this.jobCount = ofJobs.reduce((count, row) => count + ((rows.arrivalMs[row] as number) - stream.fromMs >= warmup ? 1 : 0), 0);
  }

  /** The simulated waits of the jobs whose waits were observed, the shortest first; a job that never got so far has none. */
  simulated({ jobs }: Pick<RunRecord, 'jobs'>, span: ObservedSpan): Float64Array {
    const until = span === 'queue' ? jobs.receivedAt : jobs.startedAt;
    const waits = new Float64Array(this.#isKnown.length);
    let count = 0;
    for (let job = 0; job < this.#isKnown.length; job++) {
      const wait = (until[job] as number) - (jobs.arrivalAt[job] as number);
      if (this.#isKnown[job] === 1 && (jobs.arrivalAt[job] as number) >= this.#warmup && wait >= 0) waits[count++] = wait;
    }
    return waits.subarray(0, count).sort();
  }
}
