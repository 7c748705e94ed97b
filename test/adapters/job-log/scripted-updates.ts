import { crc32 } from 'node:zlib';
import type { JobAnswer, JobUpdate, JobUpdates } from '../../../adapters/coordinator/job-updates.ts';
import type { SentLog } from '../../../adapters/job-log/sent-log.ts';

/** An answer by its parts; what is not named is absent. */
export function answer(kind: JobAnswer['kind'], parts: Partial<JobAnswer> = {}): JobAnswer {
  return { kind, jobStatus: 'running', traceUpdateInterval: null, resumeAt: null, ...parts };
}

/** A log that a test writes by hand. */
export class WrittenLog implements SentLog {
  #bytes = Buffer.alloc(0);

  write(text: string): void {
    this.#bytes = Buffer.concat([this.#bytes, Buffer.from(text)]);
  }

  get size(): number {
    return this.#bytes.length;
  }

  get checksum(): string {
    return `crc32:${crc32(this.#bytes).toString(16).padStart(8, '0')}`;
  }

  read(start: number, limit: number): Promise<Buffer> {
    return Promise.resolve(this.#bytes.subarray(start, start + limit));
  }
}

/** A coordinator that answers from a list, then with success, and notes what it is told: the time in seconds since the first call, and the words of it. */
export class ScriptedUpdates implements JobUpdates {
  readonly heard: string[] = [];
  readonly updates: JobUpdate[] = [];
  readonly #script: { PUT: JobAnswer[]; PATCH: JobAnswer[] };
  #began: number | null = null;

  constructor(script: { PUT?: JobAnswer[]; PATCH?: JobAnswer[] } = {}) {
    this.#script = { PUT: [...(script.PUT ?? [])], PATCH: [...(script.PATCH ?? [])] };
  }

  update(update: JobUpdate): Promise<JobAnswer> {
    this.updates.push(update);
    const { state, failureReason, exitCode } = update;
    return this.#reply('PUT', [state, failureReason, exitCode].filter((part) => part !== null).join(' '));
  }

  appendLog(bytes: Buffer, start: number): Promise<JobAnswer> {
    return this.#reply('PATCH', `${start}-${start + bytes.length - 1}`);
  }

  #reply(method: 'PUT' | 'PATCH', words: string): Promise<JobAnswer> {
    this.#began ??= performance.now();
    this.heard.push(`${((performance.now() - this.#began) / 1000).toFixed(0)} ${method} ${words}`);
    return Promise.resolve(this.#script[method].shift() ?? answer('ok'));
  }
}
