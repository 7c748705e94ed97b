import type { DependentJobs } from './dependent-jobs.ts';
import { StreamJobs } from './stream-jobs.ts';

/** The jobs of one stream of a scenario. */
export interface StreamPart {
  /** Index of the stream in the scenario. */
  readonly stream: number;
  readonly jobs: StreamJobs;
}

/** The jobs of a stream that come at their own time. */
export interface RootPart extends StreamPart {
  /** Which job of the stream each is; null where all come at their own time. */
  readonly own: Uint32Array | null;
}

/** Takes out of a stream the jobs that come only when others have ended. */
export function rootsOf({ stream, jobs }: StreamPart): RootPart {
  const { dependencies, count } = jobs;
  if (dependencies === null) return { stream, jobs, own: null };
  const own = Uint32Array.from({ length: count }, (_, job) => job).filter((job) => (dependencies.needs[job] as readonly number[]).length === 0);
  const roots = new StreamJobs(own.length, jobs.cancelAfter !== null);
  for (const job of own) {
    const root = roots.next();
    roots.arrivalAt[root] = jobs.arrivalAt[job] as number;
    roots.duration[root] = jobs.duration[job] as number;
    roots.failed[root] = jobs.failed[job] as number;
    if (roots.cancelAfter !== null && jobs.cancelAfter !== null) roots.cancelAfter[root] = jobs.cancelAfter[job] as number;
  }
  return { stream, jobs: roots, own };
}

/**
 * The jobs that come only when others have ended, of all streams; null where there is none.
 *
 * @param numbers per part the number in the workload of each of its jobs that comes at its own time.
 * @param first how many of these there are.
 */
export function dependentsOf(parts: readonly StreamPart[], roots: readonly RootPart[], numbers: readonly Uint32Array[], first: number): DependentJobs | null {
  const found: { readonly stream: number; readonly jobs: StreamJobs; readonly job: number; readonly needs: readonly number[] }[] = [];
  for (const [part, { stream, jobs }] of parts.entries()) {
    const { dependencies, count } = jobs;
    if (dependencies === null) continue;
    const numberOf = new Uint32Array(count);
    (roots[part]?.own ?? []).forEach((job, root) => (numberOf[job] = numbers[part]?.[root] ?? 0));
    for (let job = 0; job < count; job++) {
      const needs = dependencies.needs[job] as readonly number[];
      if (needs.length === 0) continue;
      // What a job needs comes before it in the stream.
      numberOf[job] = first + found.length;
      found.push({ stream, jobs, job, needs: needs.map((need) => numberOf[need] as number) });
    }
  }
  if (found.length === 0) return null;
  return {
    first,
    duration: Float64Array.from(found, ({ jobs, job }) => jobs.duration[job] as number),
    stream: Uint16Array.from(found, ({ stream }) => stream),
    failed: Uint8Array.from(found, ({ jobs, job }) => jobs.failed[job] as number),
    cancelAfter: Float64Array.from(found, ({ jobs, job }) => jobs.cancelAfter?.[job] ?? Number.POSITIVE_INFINITY),
    needs: found.map(({ needs }) => needs),
    gapMs: Float64Array.from(found, ({ jobs, job }) => jobs.dependencies?.gapMs[job] as number),
    notBeforeMs: Float64Array.from(found, ({ jobs, job }) => jobs.dependencies?.notBeforeMs[job] as number),
  };
}
