import type { PickedRows } from './resample/picked-rows.ts';
import type { TraceRows } from './trace/trace-rows.ts';

/** Which jobs of a replayed trace come only when jobs of their pipeline have ended; by job, in order of arrival as recorded. */
export interface Dependencies {
  /** The jobs that must have ended; empty for one that comes at its own time. */
  readonly needs: readonly (readonly number[])[];
  /** From the last of their ends until the job comes. */
  readonly gapMs: Float64Array;
  /** Not before this instant, since something that is not simulated ended then; 0 for any. */
  readonly notBeforeMs: Float64Array;
}

/** A recorded job of a pipeline, one for each copy. */
interface Item {
  readonly arrival: number;
  /** As it was observed. */
  readonly end: number;
  /** The simulated job; −1 where the stream does not select it. */
  readonly job: number;
}

/** GitLab tells times in seconds and less: what begins within a second of an end may follow it. */
const toleranceMs = 1000;

/** Collects the jobs of a stream with those around them, pipeline by pipeline. */
export class DependencyFinder {
  readonly #rows: TraceRows;
  readonly #picked: PickedRows;
  readonly #pipelines = new Map<string, Item[]>();

  constructor(rows: TraceRows, picked: PickedRows) {
    this.#rows = rows;
    this.#picked = picked;
  }

  /** Adds a picked row, in order of arrival. @param job the simulated job that it is, −1 for none; @param copy which copy of its pipeline. */
  add(index: number, job: number, copy: number): void {
    const row = this.#picked.row[index] as number;
    const pipeline = this.#rows.pipeline[row] as number;
    if (pipeline === 0) return;
    const key = `${String(this.#picked.block[index])}/${String(pipeline)}/${String(copy)}`;
    const arrival = this.#picked.arrivalAt[index] as number;
    const waited = this.#rows.observedWaitMs[row] as number;
    const item = { arrival, end: arrival + (Number.isNaN(waited) ? 0 : waited) + (this.#rows.durationMs[row] as number), job };
    const items = this.#pipelines.get(key);
    if (items === undefined) this.#pipelines.set(key, [item]);
    else items.push(item);
  }

  /**
   * What each of the jobs needs. A job follows all jobs of its pipeline that had ended when it came, as those of a later stage do, and keeps its gap from the last
   * of these ends. What the stream does not select ends when it ended.
   */
  finish(jobCount: number): Dependencies {
    const needs: (readonly number[])[] = Array.from({ length: jobCount }, () => []);
    const gapMs = new Float64Array(jobCount);
    const notBeforeMs = new Float64Array(jobCount);
    for (const items of this.#pipelines.values()) {
      for (const [place, { arrival, job }] of items.entries()) {
        if (job < 0) continue;
        const before = items.slice(0, place).filter(({ end }) => end <= arrival + toleranceMs);
        const simulated = before.filter((item) => item.job >= 0);
        if (simulated.length === 0) continue;
        const gap = Math.max(0, arrival - latest(before));
        needs[job] = withoutImplied(simulated).map((item) => item.job);
        gapMs[job] = gap;
        const others = before.filter((item) => item.job < 0);
        if (others.length > 0) notBeforeMs[job] = latest(others) + gap;
      }
    }
    return { needs, gapMs, notBeforeMs };
  }
}

function latest(items: readonly Item[]): number {
  return items.reduce((last, { end }) => Math.max(last, end), 0);
}

/** What had ended before another of them came has ended when that one ends. */
function withoutImplied(items: readonly Item[]): Item[] {
  const last = items.reduce((most, { arrival }) => Math.max(most, arrival), 0);
  return items.filter(({ end }) => end > last + toleranceMs);
}
