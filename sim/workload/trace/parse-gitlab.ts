import { secondsOfInstant } from './instant-seconds.ts';
import type { TraceBuilder } from './trace-builder.ts';

/** A job as GitLab's interface tells of it; what is not read is left out. */
interface GitlabJob {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly failure_reason?: unknown;
  readonly started_at?: unknown;
  readonly duration?: unknown;
  readonly queued_duration?: unknown;
  readonly tag_list?: unknown;
  readonly pipeline?: { readonly id?: unknown } | null;
}

/**
 * Reads what GitLab's interface (`GET /projects/:id/jobs`, `GET /runners/:id/jobs`) or `glab` says of jobs: an array, or one object or page of them a line.
 *
 * A job arrives when it became ready for a runner, which is its start less `queued_duration`; `created_at` is when its pipeline was made. Jobs that did not start,
 * or have not ended, are left out and counted.
 *
 * @remarks Source: ux.md §4.2.
 */
export function parseGitlab(text: string, builder: TraceBuilder): void {
  const whole = valueOf(text);
  if (Array.isArray(whole)) {
    for (const job of whole as unknown[]) addJob(job, 1, builder);
    return;
  }
  text.split('\n').forEach((source, index) => {
    if (source.trim() === '') return;
    const value = valueOf(source);
    for (const job of Array.isArray(value) ? (value as unknown[]) : [value]) addJob(job, index + 1, builder);
  });
}

/** undefined for what is no JSON. */
function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function addJob(value: unknown, line: number, builder: TraceBuilder): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    builder.bad('not a JSON object', line, 1);
    return;
  }
  const { id, status, failure_reason: reason, started_at: startedAt, duration, queued_duration: queued, tag_list: tags, pipeline } = value as GitlabJob;
  if (startedAt == null || duration == null) {
    builder.leaveOut();
    return;
  }
  const waitS = typeof queued === 'number' ? queued : Number.NaN;
  const startS = typeof startedAt === 'string' ? secondsOfInstant(startedAt) : Number.NaN;
  builder.add(
    {
      arrivalS: startS - (queued == null ? 0 : waitS),
      durationS: typeof duration === 'number' ? duration : Number.NaN,
      observedWaitS: waitS,
      failed: status === 'failed' && (reason == null || reason === 'script_failure'),
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string').join(',') : '',
      pipeline: typeof pipeline?.id === 'number' ? pipeline.id : 0,
    },
    line,
    typeof id === 'number' ? `job ${String(id)}: ` : '',
  );
}
