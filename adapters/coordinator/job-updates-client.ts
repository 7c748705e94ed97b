import type { ApiAnswer, ApiRequest, ApiTransport } from './api-exchange.ts';
import type { JobAnswer, JobUpdate, JobUpdates } from './job-updates.ts';
import type { RunnerInfo } from './runner-info.ts';

/** Longest interval that GitLab may ask for. @remarks Source: peer-runner.md §1.2. */
const longestUpdateIntervalSeconds = 900;

const remoteStatuses = ['running', 'canceling', 'canceled', 'failed'] as const;

/** The job that is spoken of. */
export interface UpdatedJob {
  readonly id: number;
  readonly token: string;
  /** CI_DEBUG_TRACE: GitLab shows such a log to fewer people. */
  readonly debugTrace: boolean;
}

/**
 * Speaks of one job to GitLab: its state (`PUT jobs/:id`) and its log (`PATCH jobs/:id/trace`).
 *
 * @remarks Source: peer-runner.md §1, §1.2, §1.3.
 */
export class JobUpdatesClient implements JobUpdates {
  readonly #transport: ApiTransport;
  readonly #info: RunnerInfo;
  readonly #job: UpdatedJob;

  constructor(transport: ApiTransport, info: RunnerInfo, job: UpdatedJob) {
    this.#transport = transport;
    this.#info = info;
    this.#job = job;
  }

  async update(update: JobUpdate, signal: AbortSignal): Promise<JobAnswer> {
    const content = JSON.stringify(updateBody(this.#info, this.#job.token, update));
    const request = this.#request({ endpoint: 'update_job', method: 'PUT', path: '', body: { type: 'application/json', content } }, {});
    const answer = await this.#transport.send(request, signal);
    return jobAnswer(answer, kindOfUpdate(answer.status));
  }

  async appendLog(bytes: Buffer, start: number, signal: AbortSignal): Promise<JobAnswer> {
    const range = `${String(start)}-${String(start + bytes.length - 1)}`;
    const path = `/trace?debug_trace=${String(this.#job.debugTrace)}`;
    const request = this.#request({ endpoint: 'patch_trace', method: 'PATCH', path, body: { type: 'text/plain', content: bytes } }, { 'Content-Range': range });
    const answer = await this.#transport.send(request, signal);
    return jobAnswer(answer, kindOfAppend(answer.status));
  }

  #request(call: Omit<ApiRequest, 'headers' | 'precious'>, headers: Readonly<Record<string, string>>): ApiRequest {
    const { id, token } = this.#job;
    return { ...call, path: `jobs/${String(id)}${call.path}`, headers: { 'JOB-TOKEN': token, ...headers }, precious: false };
  }
}

/** The body of a PUT. What is empty is left out, as GitLab's own runner does. */
function updateBody(info: RunnerInfo, token: string, update: JobUpdate): object {
  const { state, failureReason, exitCode, checksum, bytes } = update;
  const sum = checksum === null ? {} : { checksum };
  return {
    info,
    token,
    state,
    ...(failureReason === null ? {} : { failure_reason: failureReason }),
    ...sum,
    output: { ...sum, ...(bytes === 0 ? {} : { bytesize: bytes }) },
    ...(exitCode === null || exitCode === 0 ? {} : { exit_code: exitCode }),
  };
}

function kindOfUpdate(status: number | null): JobAnswer['kind'] {
  switch (status) {
    case 200:
      return 'ok';
    case 202:
      return 'accepted';
    case 403:
      return 'refused';
    case 404:
      return 'gone';
    case 412:
      return 'reset';
    default:
      return 'failed';
  }
}

function kindOfAppend(status: number | null): JobAnswer['kind'] {
  switch (status) {
    case 202:
      return 'ok';
    case 403:
      return 'refused';
    case 404:
      return 'gone';
    case 416:
      return 'range';
    default:
      return 'failed';
  }
}

function jobAnswer({ headers }: ApiAnswer, kind: JobAnswer['kind']): JobAnswer {
  const remote = headers['job-status'];
  const interval = wholeNumber(headers['x-gitlab-trace-update-interval']);
  return {
    kind,
    jobStatus: remoteStatuses.find((status) => status === remote) ?? null,
    traceUpdateInterval: interval === null || interval === 0 ? null : Math.min(interval, longestUpdateIntervalSeconds) * 1000,
    // A refused range without a usable answer leaves only one safe place to go on from: the beginning.
    resumeAt: rangeEnd(headers['range']) ?? (kind === 'range' ? 0 : null),
  };
}

/** N of `0-N`: GitLab means by it how many bytes it has. */
function rangeEnd(range: string | undefined): number | null {
  return wholeNumber(/^\d+-(\d+)$/.exec(range ?? '')?.[1]);
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
