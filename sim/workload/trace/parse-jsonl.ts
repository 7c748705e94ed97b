import { secondsOfInstant } from './instant-seconds.ts';
import type { TraceBuilder } from './trace-builder.ts';

/** One job as a line of JSON. @remarks Source: ux.md §4.2. */
interface JobLine {
  /** Arrival: in seconds, or as a date and time (in UTC where it has no offset). */
  readonly t?: unknown;
  readonly wait?: unknown;
  readonly dur?: unknown;
  readonly status?: unknown;
  readonly tags?: unknown;
  readonly pipe?: unknown;
}

/** Reads a trace of one JSON object a line. */
export function parseJsonl(text: string, builder: TraceBuilder): void {
  let line = 0;
  for (const source of text.split('\n')) {
    line++;
    if (source.trim() === '') continue;
    let job: JobLine;
    try {
      job = JSON.parse(source) as JobLine;
    } catch {
      builder.bad('not a JSON object', line, 1);
      continue;
    }
    if (typeof job !== 'object' || (job as JobLine | null) === null || Array.isArray(job)) {
      builder.bad('not a JSON object', line, 1);
      continue;
    }
    builder.add(
      {
        arrivalS: typeof job.t === 'string' ? secondsOfInstant(job.t) : numberOf(job.t),
        durationS: numberOf(job.dur),
        observedWaitS: numberOf(job.wait),
        failed: job.status === 'failed',
        tags: Array.isArray(job.tags) ? job.tags.filter((tag) => typeof tag === 'string').join(',') : '',
        pipeline: typeof job.pipe === 'number' ? job.pipe : 0,
      },
      line,
    );
  }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
