import type { GitlabRecord } from './gitlab-record.ts';
import type { ImportedJob, ImportedStatus } from './imported-job.ts';

/** Which jobs of a history are wanted. */
export interface HistorySelection {
  /** Only jobs of which no other runner is told; null for all. */
  readonly runner: number | null;
  /** Only jobs that arrived from then on, in milliseconds since 1970; null for all. */
  readonly sinceMs: number | null;
  /** Only jobs with all of these tags, as far as tags are told. */
  readonly tags: readonly string[];
}

/** A job with the kind that it shares with its like, and where its log is. */
export type GitlabHistoryJob = ImportedJob & { readonly kind: string; readonly id: number; readonly project: number | null };

/** How many jobs a history has, and why others of it are not among them. */
export interface HistoryCounts {
  /** All that were read, each id once. */
  readonly read: number;
  readonly neverStarted: number;
  readonly notEnded: number;
  /** Ended at once: nothing to simulate. */
  readonly withoutDuration: number;
  readonly beforeSince: number;
  readonly otherTags: number;
  /** Jobs of runners other than the one that was asked for. */
  readonly otherRunners: number;
  /** Jobs that came more than once: pages overlap where jobs come while they are read. */
  readonly repeated: number;
  /** Of the jobs that were kept: those that are another attempt at a job of their pipeline. */
  readonly retried: number;
  /** Of the jobs that were kept: those whose list does not say their tags, so that they cannot be chosen by them. */
  readonly withoutTags: number;
  /** Of the jobs that were kept: those that waited for longer than they had existed, which cannot be; their wait is not known. */
  readonly impossibleWaits: number;
  /** Of the jobs that were kept: how many each runner ran, by its id. */
  readonly byRunner: ReadonlyMap<number, number>;
  /** Of the jobs that were kept: how many failed for each of GitLab's reasons. */
  readonly byReason: ReadonlyMap<string, number>;
}

/** So far apart may the clocks of a GitLab's machines be. */
const clocksDifferMs = 60_000;

/**
 * Collects the jobs of a GitLab history. A job arrives when it became ready for a runner, which is its start less what it waited: `created_at` is when its
 * pipeline was made.
 *
 * @remarks Source: ux.md §4.2.
 */
export class GitlabHistory {
  readonly #selection: HistorySelection;
  readonly #ids = new Set<number>();
  readonly #attempts = new Set<string>();
  readonly #jobs: GitlabHistoryJob[] = [];
  readonly #byRunner = new Map<number, number>();
  readonly #byReason = new Map<string, number>();
  readonly #counts = {
    neverStarted: 0,
    notEnded: 0,
    withoutDuration: 0,
    beforeSince: 0,
    otherTags: 0,
    otherRunners: 0,
    repeated: 0,
    retried: 0,
    withoutTags: 0,
    impossibleWaits: 0,
  };

  constructor(selection: HistorySelection) {
    this.#selection = selection;
  }

  add(record: GitlabRecord): void {
    const counts = this.#counts;
    if (this.#ids.has(record.id)) {
      counts.repeated++;
      return;
    }
    this.#ids.add(record.id);
    const why = this.#reasonToLeaveOut(record);
    if (why === null) this.#keep(record);
    else counts[why]++;
  }

  /** The jobs in order of arrival, and the counts. */
  finish(): { readonly jobs: readonly GitlabHistoryJob[]; readonly counts: HistoryCounts } {
    this.#jobs.sort((a, b) => a.arrivalMs - b.arrivalMs || a.durationMs - b.durationMs || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
    return { jobs: this.#jobs, counts: { ...this.#counts, read: this.#ids.size, byRunner: this.#byRunner, byReason: this.#byReason } };
  }

  #reasonToLeaveOut(
    record: GitlabRecord,
  ): (keyof HistoryCounts & ('neverStarted' | 'notEnded' | 'withoutDuration' | 'beforeSince' | 'otherTags' | 'otherRunners')) | null {
    const { runner, sinceMs, tags } = this.#selection;
    const { startedMs, durationMs } = record;
    // First what belongs to somebody else: it says nothing of this fleet.
    if (runner !== null && record.runner !== null && record.runner !== runner) return 'otherRunners';
    if (tags.length > 0 && record.tags !== null && !hasAll(record.tags, tags)) return 'otherTags';
    if (sinceMs !== null && (startedMs === null ? (record.createdMs ?? sinceMs) : arrivalOf(startedMs, record)) < sinceMs) return 'beforeSince';
    if (startedMs === null) return 'neverStarted';
    if (durationMs === null) return 'notEnded';
    return durationMs === 0 ? 'withoutDuration' : null;
  }

  #keep(record: GitlabRecord): void {
    const { id, project, startedMs, durationMs, pipeline, kind, runner, reason } = record;
    if (startedMs === null || durationMs === null) return;
    if (pipeline !== 0) {
      const attempt = `${String(pipeline)}/${kind}`;
      if (this.#attempts.has(attempt)) this.#counts.retried++;
      this.#attempts.add(attempt);
    }
    if (record.tags === null) this.#counts.withoutTags++;
    const waitMs = waitOf(startedMs, record);
    if (waitMs === null && record.waitMs !== null) this.#counts.impossibleWaits++;
    if (runner !== null) this.#byRunner.set(runner, (this.#byRunner.get(runner) ?? 0) + 1);
    if (record.status === 'failed') this.#byReason.set(reason || 'unknown', (this.#byReason.get(reason || 'unknown') ?? 0) + 1);
    this.#jobs.push({
      arrivalMs: arrivalOf(startedMs, record),
      waitMs: waitMs ?? Number.NaN,
      durationMs,
      queue: record.tags ?? '',
      pipeline,
      status: statusOf(record),
      name: record.name,
      kind,
      id,
      project,
    });
  }
}

function arrivalOf(startedMs: number, record: GitlabRecord): number {
  return startedMs - (waitOf(startedMs, record) ?? 0);
}

/** How long a job waited; null where it is not told, or cannot be: nothing waits for longer than it exists. */
function waitOf(startedMs: number, { waitMs, createdMs }: GitlabRecord): number | null {
  return waitMs !== null && createdMs !== null && waitMs > startedMs - createdMs + clocksDifferMs ? null : waitMs;
}

function hasAll(tags: string, wanted: readonly string[]): boolean {
  const own = tags.split(',');
  return wanted.every((tag) => own.includes(tag));
}

/** A failure that is not the script's is no property of the job: a simulated fleet has failures of its own. */
function statusOf({ status, reason }: GitlabRecord): ImportedStatus {
  if (status === 'success') return 'completed';
  return status === 'failed' && (reason === '' || reason === 'script_failure') ? 'failed' : 'aborted';
}
