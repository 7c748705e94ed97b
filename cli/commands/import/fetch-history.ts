import { randomBytes } from 'node:crypto';
import type { GitlabJobs } from '../../../adapters/gitlab-jobs/gitlab-jobs.ts';
import { readGitlabRecord, type GitlabRecord } from '../../../sim/workload/import/gitlab-record.ts';
import type { NameKeeper } from '../../../sim/workload/import/name-keeper.ts';
import type { GitlabImportOptions } from '../../import-program.ts';
import type { Io } from '../../io.ts';
import { namesOf } from './names-of.ts';
import { addressOf, openJobs } from './open-jobs.ts';
import { PartFile, type PartHead, type PartPage } from './part-file.ts';
import { partPath } from './part-path.ts';

/** The records of a history, and how its reading ended. */
export interface FetchedHistory {
  readonly records: readonly GitlabRecord[];
  /** One line for each job that could not be read. */
  readonly problems: readonly string[];
  readonly sinceMs: number | null;
  /** `whole`: all that was asked for; `requests`: `--max-requests` was reached; `interrupted`: a signal came. */
  readonly end: 'whole' | 'requests' | 'interrupted';
  readonly requestCount: number;
  /** Requests of earlier starts are not counted; their pages are. */
  readonly resumedPages: number;
  /** What is kept for another start; null where nothing is. */
  readonly part: PartFile | null;
}

const everyMs = 10_000;

/**
 * Reads a history from GitLab, the latest jobs first, until jobs were created before `since`. With an output each page is kept beside it at once, and the same
 * command goes on where an earlier one was broken off.
 *
 * @throws UsageError for options that cannot be met; FaultError where GitLab refuses or cannot be reached.
 */
export async function fetchHistory(options: GitlabImportOptions, sinceMs: number | null, io: Io): Promise<FetchedHistory> {
  const url = addressOf(options.url);
  const asked: PartHead = {
    version: 1,
    url,
    runner: options.runner === undefined ? '' : String(options.runner),
    project: options.project ?? '',
    since: options.since ?? '',
    names: options.keepNames === true ? 'kept' : options.saltFile === undefined ? 'salted' : 'salt-file',
    sinceMs,
    salt: randomBytes(16).toString('hex'),
  };
  const source = openJobs(options, url, io);
  const part = options.output === undefined ? null : new PartFile(partPath(options.output), asked);
  const head = part?.head ?? asked;
  const run = new Fetch({
    source,
    part,
    sinceMs: head.sinceMs,
    names: namesOf(options, head.salt),
    io,
    mostRequests: options.maxRequests ?? Number.POSITIVE_INFINITY,
    keepsProject: options.sections !== undefined,
  });
  try {
    return await run.all();
  } finally {
    part?.close();
    // What holds no page is worth nothing, and would be in the way of a corrected command.
    if (run.pageCount === 0) part?.remove();
    await source.close();
  }
}

interface FetchParts {
  readonly source: GitlabJobs;
  readonly part: PartFile | null;
  readonly sinceMs: number | null;
  readonly names: NameKeeper;
  readonly io: Io;
  readonly mostRequests: number;
  readonly keepsProject: boolean;
}

/** One start of an import. */
class Fetch {
  readonly #parts: FetchParts;
  readonly #pages: PartPage[];
  #toldAt = performance.now();

  constructor(parts: FetchParts) {
    this.#parts = parts;
    this.#pages = [...(parts.part?.pages ?? [])];
  }

  /** Pages so far, those of earlier starts among them. */
  get pageCount(): number {
    return this.#pages.length;
  }

  async all(): Promise<FetchedHistory> {
    const { source, part, io, mostRequests, sinceMs } = this.#parts;
    const resumedPages = this.#pages.length;
    if (resumedPages > 0) io.stderr.write(`goes on after ${String(resumedPages)} pages of an earlier start (${part?.path ?? ''})\n`);
    const control = new AbortController();
    const forget = io.onInterrupt(() => control.abort());
    let end: FetchedHistory['end'] = 'whole';
    try {
      while (!this.#isWhole()) {
        if (source.requestCount >= mostRequests) end = 'requests';
        else if (!(await this.#another(control.signal))) end = 'interrupted';
        if (end !== 'whole') break;
      }
    } finally {
      forget();
    }
    return {
      records: this.#pages.flatMap(({ records }) => records),
      problems: this.#pages.flatMap(({ problems }) => problems),
      sinceMs,
      end,
      requestCount: source.requestCount,
      resumedPages,
      part,
    };
  }

  /** Reads one more page. @returns false when a signal came. */
  async #another(signal: AbortSignal): Promise<boolean> {
    const { source, part, names } = this.#parts;
    let answer;
    try {
      answer = await source.page(this.#pages.at(-1)?.next ?? null, signal);
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
    const records: GitlabRecord[] = [];
    const problems: string[] = [];
    for (const job of answer.jobs) {
      const read = readGitlabRecord(job, names, { keepsProject: this.#parts.keepsProject });
      if (typeof read === 'string') problems.push(read);
      else records.push(read);
    }
    const page = { next: answer.next, records, problems };
    this.#pages.push(page);
    part?.append(page);
    this.#tell();
    return !signal.aborted;
  }

  /** Jobs come by their id, latest first, and so by their creation; one that started since then may have been created before, by a page at most. */
  #isWhole(): boolean {
    const last = this.#pages.at(-1);
    if (last === undefined) return false;
    const { sinceMs } = this.#parts;
    const descending = (last.records[0]?.id ?? 0) > (last.records.at(-1)?.id ?? 0);
    const isBefore = sinceMs !== null && descending && last.records.every(({ createdMs }) => createdMs !== null && createdMs < sinceMs);
    return last.next === null || isBefore;
  }

  #tell(): void {
    if (performance.now() - this.#toldAt < everyMs) return;
    this.#toldAt = performance.now();
    const count = this.#pages.reduce((sum, { records }) => sum + records.length, 0);
    this.#parts.io.stderr.write(`${String(count)} jobs read in ${String(this.#pages.length)} pages\n`);
  }
}
