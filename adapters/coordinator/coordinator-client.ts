import type { Fault } from '../../core/fault.ts';
import type { ApiAnswer, ApiCallRecord, ApiRequest, ApiTransport } from './api-exchange.ts';
import { answerFault } from './answer-fault.ts';
import { apiRoot } from './api-root.ts';
import { Connections, type TlsData } from './connections.ts';
import type { CoordinatorCredentials } from './coordinator-credentials.ts';
import type { HttpAgents } from './http-exchange.ts';
import { HttpTransport, pause } from './http-transport.ts';
import type { JobPayload } from './job-payload.ts';
import { JobRouter } from './job-router.ts';
import { JobUpdatesClient, type UpdatedJob } from './job-updates-client.ts';
import type { JobUpdates } from './job-updates.ts';
import { readJob, type UnparsableJob } from './read-job.ts';
import { userAgent, type RunnerIdentity, type RunnerInfo } from './runner-info.ts';
import { findTlsFiles } from './tls-files.ts';

/** What a client needs to know. All but the first four have a default. */
export interface CoordinatorClientOptions {
  readonly credentials: CoordinatorCredentials;
  readonly identity: RunnerIdentity;
  readonly info: RunnerInfo;
  readonly systemId: string;
  /** Folder in which certificates are looked for by the name of the host: `certs` beside config.toml. */
  readonly certDirectory?: string;
  /** `connection_max_age` in milliseconds. */
  readonly connectionMaxAgeMs?: number;
  /** FF_USE_JOB_ROUTER. */
  readonly useJobRouter?: boolean;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly observe?: (call: ApiCallRecord) => void;
  readonly report?: (level: 'debug' | 'warn', message: string) => void;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How a job request ended. Of `job`, `unparsable` and `fault` at most one is there, except that what is unparsable is a fault too. */
export interface JobRequestAnswer {
  readonly job: JobPayload | null;
  /** A job that came and must be failed. */
  readonly unparsable: UnparsableJob | null;
  readonly fault: Fault | null;
  /** Whether GitLab pushed back meanwhile. */
  readonly retried: boolean;
  /** Of the last answer; null when none came. */
  readonly httpStatus: number | null;
}

/**
 * One runner's conversation with GitLab: asks for jobs and speaks of them. Remembers where GitLab's queue stood (`X-GitLab-Last-Update`) and tells it with
 * the next request, so that GitLab can hold that until something changes.
 *
 * @remarks Source: peer-runner.md §1, §1.1.
 */
export class CoordinatorClient {
  readonly #options: CoordinatorClientOptions;
  readonly #connections: Connections;
  readonly #transport: ApiTransport;
  readonly #router: JobRouter;
  #lastUpdate = '';

  /** @throws FaultError where the address can never be called. */
  constructor(options: CoordinatorClientOptions) {
    const { credentials, identity, report = () => undefined, now = Date.now, random = Math.random } = options;
    const { environment = process.env, certDirectory = '', connectionMaxAgeMs = 900_000, sleep = pause, observe = () => undefined } = options;
    const root = apiRoot(credentials.url);
    const files = findTlsFiles(credentials, root.hostname, certDirectory);
    const warn = (message: string): void => report('warn', message);
    this.#options = options;
    this.#connections = new Connections({ root, files, maxAgeMs: connectionMaxAgeMs, environment, warn, now });
    const http = new HttpTransport({ root, userAgent: userAgent(identity), agents: () => this.agents(), now, random, sleep, observe });
    this.#transport = { send: (request, signal) => this.#remembering(http, request, signal) };
    const token = credentials.token.reveal();
    this.#router = new JobRouter({ transport: this.#transport, token, now, report: (message) => report('debug', message) });
  }

  /** For the calls that an operator makes. */
  get transport(): ApiTransport {
    return this.#transport;
  }

  /** The connections themselves, for what is no call of the API: files on their way between GitLab and an instance. */
  agents(): Promise<HttpAgents> {
    return this.#connections.agents();
  }

  /**
   * Asks for one job; GitLab may hold the question until it has one. Never rejects. An answer that has begun to arrive when `signal` aborts is read to its
   * end: the job in it is this runner's already.
   */
  async requestJob(signal: AbortSignal): Promise<JobRequestAnswer> {
    if (this.#options.useJobRouter === true) await this.#router.discover(signal);
    const { credentials, info, systemId } = this.#options;
    const token = credentials.token.reveal();
    const lastUpdate = this.#lastUpdate === '' ? {} : { last_update: this.#lastUpdate };
    const content = JSON.stringify({ info, token, system_id: systemId, ...lastUpdate });
    const headers = { Accept: 'application/json', 'RUNNER-TOKEN': token };
    const body = { type: 'application/json', content } as const;
    const answer = await this.#transport.send({ endpoint: 'request_job', method: 'POST', path: 'jobs/request', headers, body, precious: true }, signal);
    return jobRequestAnswer(answer);
  }

  /** A way to speak of a job that a request brought. */
  jobUpdates(job: UpdatedJob): JobUpdates {
    return new JobUpdatesClient(this.#transport, this.#options.info, job);
  }

  /** Certificates with which a job can reach GitLab as this runner does. */
  tlsData(): TlsData {
    return this.#connections.tlsData();
  }

  /** Breaks off what is under way. */
  close(): Promise<void> {
    return this.#connections.close();
  }

  async #remembering(http: ApiTransport, request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> {
    const answer = await http.send(request, signal);
    const told = answer.headers['x-gitlab-last-update'];
    if (told !== undefined && told !== '' && request.endpoint !== 'patch_trace') this.#lastUpdate = told;
    return answer;
  }
}

function jobRequestAnswer(answer: ApiAnswer): JobRequestAnswer {
  const { status, retried } = answer;
  const none = { job: null, unparsable: null, fault: null, retried, httpStatus: status };
  if (status === 204) return none;
  if (status !== 201) return { ...none, fault: answerFault(answer) };
  const received = readJob(answer.body.toString('utf8'), answer.headers['content-type'] ?? '', answer.complete);
  switch (received.kind) {
    case 'job':
      return { ...none, job: received.job };
    case 'unparsable':
      return { ...none, unparsable: received.job, fault: { code: 'unknown', detail: received.job.reason } };
    case 'nothing':
      return { ...none, fault: { code: 'unknown', detail: received.reason } };
  }
}
