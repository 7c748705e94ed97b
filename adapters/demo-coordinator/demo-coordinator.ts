import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { archiveOf, downloadArtifacts, uploadArtifacts } from './artifact-routes.ts';
import { CoordinatorJob, type ServedPayload } from './coordinator-job.ts';
import { json, readCall, refusal, sendOutcome, type Call, type Outcome, type Reply } from './exchange.ts';
import { serveGit } from './git-http.ts';
import { JobQueue } from './job-queue.ts';
import { appendLog, updateJob } from './job-routes.ts';
import { RegisteredRunners, type KnownRunner, type RunnerSecrets } from './registered-runners.ts';

const usualIntervalSeconds = 3;

/** How a coordinator is set up. Everything has a default. */
export interface DemoCoordinatorOptions {
  /** Address to listen on. */
  readonly host?: string;
  /** 0 for any that is free. */
  readonly port?: number;
  /** PEM texts; without them the coordinator speaks plain HTTP. With `clientCa`, callers must show a certificate that it signed. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly clientCa?: string };
  /** Longest time that a job request is held. */
  readonly longPollMs?: number;
  /** What runners are asked to wait between two pieces of a job's log; 3 seconds by default. */
  readonly updateIntervalSeconds?: (job: CoordinatorJob) => number;
  /** Folder with bare repositories. */
  readonly repositories?: string;
  /** Origin under which stored artifacts can be reached directly; without one they are sent at once. */
  readonly storageOrigin?: string;
  readonly secrets?: Partial<RunnerSecrets>;
  /** Answers in place of the coordinator; null leaves the call to it. */
  readonly intercept?: (call: Call) => Promise<Outcome | null>;
  /** Hears of every call and what came of it. */
  readonly answered?: (call: Call, outcome: Outcome) => void;
}

/**
 * A small GitLab for runners, in memory: hands out jobs by long poll, keeps their states, logs and artifacts, cancels them, serves repositories. It speaks
 * the runner API as real GitLab does, as far as runners use it.
 *
 * @remarks Source: peer-runner.md §1, §2.2.
 */
export class DemoCoordinator {
  readonly runners: RegisteredRunners;
  readonly #options: DemoCoordinatorOptions;
  readonly #queue: JobQueue;
  readonly #server: Server;
  /** null before it has listened. */
  #port: number | null = null;
  readonly #jobs = new Map<number, CoordinatorJob>();
  readonly #listeners: ((job: CoordinatorJob) => void)[] = [];

  constructor(options: DemoCoordinatorOptions = {}) {
    const { tls, longPollMs = 50_000, secrets } = options;
    this.#options = options;
    this.#queue = new JobQueue(longPollMs);
    this.runners = new RegisteredRunners({ registrationToken: null, personalAccessToken: null, ...secrets });
    const listener = (request: IncomingMessage, response: ServerResponse): void => void this.#serve(request, response);
    const clientCa = tls?.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true };
    this.#server = tls === undefined ? createHttpServer(listener) : createHttpsServer({ cert: tls.cert, key: tls.key, ...clientCa }, listener);
    this.#server.keepAliveTimeout = 75_000;
  }

  /** Begins to listen, after a close where it did before; gives the address for `url` in config.toml. */
  async listen(): Promise<string> {
    const { host = '127.0.0.1', port = 0 } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port ?? port, host, resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    return this.url;
  }

  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo;
    return `${this.#options.tls === undefined ? 'http' : 'https'}://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`;
  }

  /** Every job that was ever added, in that order. */
  get jobs(): readonly CoordinatorJob[] {
    return [...this.#jobs.values()];
  }

  /** Tells of every change of a job: of its state and of its log. */
  onChange(listener: (job: CoordinatorJob) => void): void {
    this.#listeners.push(listener);
  }

  /** Adds a job to the queue, or with `wait` keeps it until `release`. */
  add(payload: ServedPayload, { tags = [], wait = false }: { readonly tags?: readonly string[]; readonly wait?: boolean } = {}): CoordinatorJob {
    const job = new CoordinatorJob(payload, tags);
    this.#jobs.set(job.id, job);
    if (!wait) this.release(job);
    return job;
  }

  /** Puts a job that waited into the queue. */
  release(job: CoordinatorJob): void {
    this.#queue.add(job);
    this.#changed(job);
  }

  /** Cancels a job: one that runs may still run its after_script, unless `force` is set. */
  cancel(job: CoordinatorJob, { force = false }: { readonly force?: boolean } = {}): void {
    if (job.isOver) return;
    this.#queue.remove(job);
    job.status = job.isOpen && !force ? 'canceling' : 'canceled';
    this.#changed(job);
  }

  /** Answers all questions that are held, as a GitLab does that is about to stop. */
  letGo(): void {
    this.#queue.release();
  }

  /** Ends every connection and stops listening. */
  async close(): Promise<void> {
    this.letGo();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const call = await readCall(request, gone.signal);
      const outcome = (await this.#options.intercept?.(call)) ?? (await this.#answer(call));
      this.#options.answered?.(call, outcome);
      sendOutcome(response, outcome);
    } catch {
      // The caller hung up in mid-sentence, or sent what cannot be read.
      response.destroy();
    }
  }

  async #answer(call: Call): Promise<Reply> {
    const path = /^\/api\/v4\/(.*)$/.exec(call.path)?.[1];
    if (path !== undefined) return (await this.#answerApi(call, path)) ?? refusal(404, 'Not Found');
    const { repositories } = this.#options;
    const admits = (password: string): boolean => this.jobs.some(({ payload, isOpen }) => isOpen && payload.token === password);
    const git = repositories === undefined ? null : await serveGit(call, { directory: repositories, admits });
    return git ?? this.#stored(call) ?? refusal(404, 'Not Found');
  }

  async #answerApi(call: Call, path: string): Promise<Reply | null> {
    if (call.method === 'POST' && path === 'jobs/request') return this.#requestJob(call);
    const [, id, rest] = /^jobs\/(\d+)(?:\/(trace|artifacts))?$/.exec(path) ?? [];
    if (id === undefined) return this.runners.answer(call, path);
    const job = this.#jobs.get(Number(id));
    if (job === undefined) return refusal(404, 'Not Found');
    if (call.headers['job-token'] !== job.payload.token) return refusal(rest === 'artifacts' ? 401 : 403, rest === 'artifacts' ? 'Unauthorized' : 'Forbidden');
    return this.#answerForJob(job, call, rest ?? '');
  }

  #answerForJob(job: CoordinatorJob, call: Call, rest: string): Reply | null {
    const { updateIntervalSeconds, storageOrigin = null } = this.#options;
    const before = job.status;
    const reply = jobReply(job, call, rest, { updateIntervalSeconds: updateIntervalSeconds?.(job) ?? usualIntervalSeconds, storageOrigin });
    if (reply !== null && (call.method === 'PATCH' || job.status !== before)) this.#changed(job);
    return reply;
  }

  #changed(job: CoordinatorJob): void {
    for (const listener of this.#listeners) listener(job);
  }

  async #requestJob(call: Call): Promise<Reply> {
    const { token = '', last_update: mark = '' } = requestBody(call);
    const runner: KnownRunner | null = this.runners.find(token);
    if (runner === null) return refusal(403, 'Forbidden');
    const job = await this.#queue.take(runner, mark, call.signal);
    const headers = { 'X-GitLab-Last-Update': this.#queue.mark };
    if (job === null) return { status: 204, headers };
    this.#changed(job);
    return json(201, job.payload, headers);
  }

  #stored(call: Call): Reply | null {
    const id = /^\/storage\/(\d+)\//.exec(call.path)?.[1];
    const job = id === undefined ? undefined : this.#jobs.get(Number(id));
    const archive = job === undefined ? null : archiveOf(job);
    return archive === null ? null : { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: archive.bytes };
  }
}

interface JobReplySettings {
  readonly updateIntervalSeconds: number;
  readonly storageOrigin: string | null;
}

function jobReply(job: CoordinatorJob, call: Call, rest: string, { updateIntervalSeconds, storageOrigin }: JobReplySettings): Reply | null {
  switch (`${call.method} ${rest}`) {
    case 'PUT ':
      return updateJob(job, call, updateIntervalSeconds);
    case 'PATCH trace':
      return appendLog(job, call, updateIntervalSeconds);
    case 'POST artifacts':
      return uploadArtifacts(job, call);
    case 'GET artifacts':
      return downloadArtifacts(job, call, storageOrigin);
    default:
      return null;
  }
}

function requestBody(call: Call): { readonly token?: string; readonly last_update?: string } {
  try {
    return JSON.parse(call.body.toString('utf8')) as { token?: string; last_update?: string };
  } catch {
    return {};
  }
}
