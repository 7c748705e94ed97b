import { FaultError } from '../fault-error.ts';
import type { Sealed } from '../config/sealed.ts';
import type { ApiAnswer } from '../coordinator/api-exchange.ts';
import { answerDetail } from '../coordinator/answer-detail.ts';
import { apiRoot } from '../coordinator/api-root.ts';
import { Connections } from '../coordinator/connections.ts';
import { HttpTransport, pause } from '../coordinator/http-transport.ts';

/** Whose jobs are asked for. */
export type JobsOf = { readonly of: 'runner'; readonly id: number } | { readonly of: 'project'; readonly id: string };

/** How GitLab's jobs are asked for. */
export interface GitlabJobsOptions {
  /** Address of the GitLab instance. */
  readonly url: string;
  readonly token: Sealed<string>;
  readonly jobsOf: JobsOf;
  /** File with certificates to trust beside those of the machine; null for none. */
  readonly caFile: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userAgent: string;
  readonly warn: (message: string) => void;
  /** Hears how long is waited before another attempt, in milliseconds. */
  readonly waiting: (ms: number) => void;
}

/** A page of jobs, the latest first. */
export interface JobsPage {
  readonly jobs: readonly unknown[];
  /** Names the next page; null after the last. */
  readonly next: string | null;
}

const firstByOffset = '?per_page=100&order_by=id&sort=desc';
const firstByKeyset = `${firstByOffset}&pagination=keyset`;
/** How a GitLab answers that does not know keysets for these lists yet. */
const noKeyset = 405;
/** A page is made in seconds; a server that says nothing for so long is not at work on it. */
const silenceMs = 120_000;
/** Preparations stand at the beginning of a log. */
const logHeadBytes = 65_536;
/** With all waits that GitLab asks for. */
const longestPageMs = 1_800_000;
/** Shorter pauses are nothing to speak of. */
const toldMs = 1_000;

/**
 * Reads jobs from GitLab's interface, page by page, only ever with `GET`. It goes by keyset, which stays quick and whole however many jobs there are, and while
 * new ones come; a GitLab that has no keyset for these lists yet is read by page number. Where GitLab pushes back, it waits as long as GitLab asks
 * (`Retry-After`) and tries again.
 *
 * @remarks Source: GitLab documentation, `doc/api/jobs.md`, `doc/api/runners.md`, "Keyset-based pagination".
 */
export class GitlabJobs {
  readonly #options: GitlabJobsOptions;
  readonly #connections: Connections;
  readonly #transport: HttpTransport;
  readonly #path: string;
  #requestCount = 0;

  /** @throws FaultError `auth` where the url is no address. */
  constructor(options: GitlabJobsOptions) {
    const { url, jobsOf, caFile, environment, userAgent, warn, waiting } = options;
    const root = apiRoot(url);
    this.#options = options;
    this.#path = jobsOf.of === 'runner' ? `runners/${String(jobsOf.id)}/jobs` : `projects/${encodeURIComponent(jobsOf.id)}/jobs`;
    this.#connections = new Connections({ root, files: { ca: caFile, cert: null, key: null }, maxAgeMs: 0, environment, warn, now: Date.now });
    this.#transport = new HttpTransport({
      root,
      userAgent,
      agents: () => this.#connections.agents(),
      // The connections of a runner bear with a long poll; here silence is a fault.
      silenceMs,
      now: Date.now,
      random: Math.random,
      sleep: async (ms, signal) => {
        if (ms >= toldMs) waiting(ms);
        await pause(ms, signal);
      },
      observe: ({ attempts }) => (this.#requestCount += attempts),
    });
  }

  /** Requests so far, further attempts among them. */
  get requestCount(): number {
    return this.#requestCount;
  }

  /**
   * @param page what the page before named as its next; null for the first.
   * @throws FaultError where GitLab refuses, or cannot be reached in spite of several attempts. It never holds the token.
   */
  async page(page: string | null, signal: AbortSignal): Promise<JobsPage> {
    let answer = await this.#ask(page ?? firstByKeyset, signal);
    if (answer.status === noKeyset && page === null) answer = await this.#ask(firstByOffset, signal);
    if (answer.status !== 200) throw new FaultError(codeOf(answer.status), answerDetail(answer).replaceAll(this.#options.token.reveal(), '[masked]'));
    if (!answer.complete) throw new FaultError('unreachable', 'the connection broke within an answer');
    return { jobs: jobsOfBody(answer.body), next: nextPage(answer.headers['link'] ?? '') };
  }

  /**
   * Reads the beginning of a job's log; of a GitLab that gives no part of it, all of it.
   *
   * @returns null where there is none any more, or the token may not read it.
   * @throws FaultError where GitLab cannot be reached in spite of several attempts.
   */
  async log(project: number, job: number, signal: AbortSignal): Promise<string | null> {
    const answer = await this.#get(`projects/${String(project)}/jobs/${String(job)}/trace`, { Range: `bytes=0-${String(logHeadBytes - 1)}` }, signal);
    if (answer.status === 200 || answer.status === 206) return answer.body.toString('utf8');
    if (answer.status !== null && answer.status >= 400 && answer.status < 500 && answer.status !== 429) return null;
    throw new FaultError(codeOf(answer.status), answerDetail(answer).replaceAll(this.#options.token.reveal(), '[masked]'));
  }

  #ask(query: string, signal: AbortSignal): Promise<ApiAnswer> {
    return this.#get(`${this.#path}${query}`, { Accept: 'application/json' }, signal);
  }

  #get(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<ApiAnswer> {
    return this.#transport.send(
      {
        endpoint: 'registration',
        method: 'GET',
        path,
        headers: { 'PRIVATE-TOKEN': this.#options.token.reveal(), ...headers },
        body: null,
        precious: false,
      },
      AbortSignal.any([signal, AbortSignal.timeout(longestPageMs)]),
    );
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await this.#connections.close();
  }
}

function codeOf(status: number | null): 'auth' | 'unreachable' {
  return status !== null && status >= 400 && status < 500 && status !== 429 ? 'auth' : 'unreachable';
}

function jobsOfBody(body: Buffer): readonly unknown[] {
  try {
    const jobs = JSON.parse(body.toString('utf8')) as unknown;
    if (Array.isArray(jobs)) return jobs;
  } catch {
    // What is no JSON is no list either.
  }
  throw new FaultError('unreachable', 'the answer is no list of jobs: is this the address of a GitLab?');
}

/** Only the query of the link is used: behind proxies GitLab may name a host or scheme that is not its own, and the token goes nowhere else. */
function nextPage(link: string): string | null {
  const [, target = ''] = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link) ?? [];
  return URL.parse(target, 'http://gitlab.invalid')?.search || null;
}
