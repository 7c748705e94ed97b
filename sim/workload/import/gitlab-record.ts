import { secondsOfInstant } from '../trace/instant-seconds.ts';
import type { NameKeeper } from './name-keeper.ts';

/** What an import keeps of a job of GitLab's interface. Times in milliseconds since 1970, spans in milliseconds. */
export interface GitlabRecord {
  readonly id: number;
  readonly createdMs: number | null;
  /** null for a job that never started. */
  readonly startedMs: number | null;
  readonly waitMs: number | null;
  /** null for a job that has not ended. */
  readonly durationMs: number | null;
  readonly status: string;
  /** GitLab's reason of a failure; empty where there is none. */
  readonly reason: string;
  /** Separated by commas; null where the list does not say: that of a runner's jobs does not. */
  readonly tags: string | null;
  /** Id of the runner that ran it, null where the list does not say. It stays as it is: a user chooses by it, and it is in no trace. */
  readonly runner: number | null;
  readonly pipeline: number;
  /** Id of its project, kept only where logs are to be read; it is in no trace. */
  readonly project: number | null;
  /** The same for all jobs of one project and name. */
  readonly kind: string;
  readonly name: string;
}

interface Named {
  readonly id?: unknown;
}

/** The fields that are read; commit, user, artifacts and addresses never are. */
interface GitlabJob {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly status?: unknown;
  readonly failure_reason?: unknown;
  readonly created_at?: unknown;
  readonly started_at?: unknown;
  readonly duration?: unknown;
  readonly queued_duration?: unknown;
  readonly tag_list?: unknown;
  readonly runner?: Named | null;
  readonly pipeline?: (Named & { readonly project_id?: unknown }) | null;
  readonly project?: Named | null;
}

/**
 * Reads a job as `GET /projects/:id/jobs`, `GET /runners/:id/jobs` and `glab` give it, names already replaced.
 *
 * @returns what is wrong with it, where it is no such job.
 * @remarks Source: ux.md §4.2.
 */
export function readGitlabRecord(value: unknown, names: NameKeeper, { keepsProject = false } = {}): GitlabRecord | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not a JSON object';
  const job = value as GitlabJob;
  if (typeof job.id !== 'number' || typeof job.status !== 'string') return notAJob(value);
  const label = `job ${String(job.id)}`;
  const startedMs = instant(job.started_at);
  if (Number.isNaN(startedMs)) return `${label}: started_at is not a date and time`;
  const durationMs = span(job.duration);
  const waitMs = span(job.queued_duration);
  if (Number.isNaN(durationMs) || Number.isNaN(waitMs)) return `${label}: duration or queued_duration is not a number of seconds`;
  const createdMs = instant(job.created_at);
  const name = typeof job.name === 'string' ? job.name : '';
  const project = idOf(job.project) ?? projectOf(job) ?? '';
  return {
    id: job.id,
    createdMs: createdMs === null || Number.isNaN(createdMs) ? null : createdMs,
    startedMs,
    waitMs,
    durationMs,
    status: job.status,
    reason: typeof job.failure_reason === 'string' ? job.failure_reason : '',
    tags: Array.isArray(job.tag_list) ? job.tag_list.filter((tag) => typeof tag === 'string').join(',') : null,
    runner: typeof job.runner?.id === 'number' ? job.runner.id : null,
    pipeline: pipelineOf(job, names),
    project: keepsProject ? (idOf(job.project) ?? projectOf(job)) : null,
    kind: names.kind(`${String(project)}/${name}`),
    name: names.name(name),
  };
}

/** In place of jobs GitLab may have given a reason. */
function notAJob({ message }: { readonly message?: unknown }): string {
  return typeof message === 'string' ? `not a job: GitLab says ${JSON.stringify(message)}` : 'not a job: it has no id or no status';
}

function pipelineOf({ pipeline }: GitlabJob, names: NameKeeper): number {
  const id = idOf(pipeline);
  return id === null ? 0 : names.id('pipeline', id);
}

function projectOf({ pipeline }: GitlabJob): number | null {
  return typeof pipeline?.project_id === 'number' ? pipeline.project_id : null;
}

function idOf(of: Named | null | undefined): number | null {
  return typeof of?.id === 'number' ? of.id : null;
}

/** null where nothing stands there, NaN where it is something else. */
function instant(value: unknown): number | null {
  if (value == null) return null;
  return typeof value === 'string' ? Math.round(secondsOfInstant(value) * 1000) : Number.NaN;
}

function span(value: unknown): number | null {
  if (value == null) return null;
  return typeof value === 'number' && value >= 0 ? Math.round(value * 1000) : Number.NaN;
}
