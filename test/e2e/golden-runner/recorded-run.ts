import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordedPayloadNames } from '../../coordinator/recorded-payload.ts';

/** A call that was made about a job, and what it was answered with. */
export interface RunnerCall {
  readonly method: string;
  /** From `api/v4/` on, or of a repository. */
  readonly url: string;
  /** Of a PUT. What is absent was not sent. */
  readonly state?: string;
  readonly failure_reason?: string;
  readonly exit_code?: number;
  /** `Content-Range` of a PATCH. */
  readonly range?: string;
  /** Of an uploaded file. */
  readonly filename?: string;
  readonly status: number;
  /** Those of the answer that a runner goes by. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the real runner did with one job. */
export interface RecordedRun {
  readonly name: string;
  readonly payload: RecordedPayload;
  readonly calls: readonly RunnerCall[];
  /** The log that it sent; null where it was too long to be kept. */
  readonly log: string | null;
}

/** What of a job is read here. */
export interface RecordedPayload {
  readonly id: number;
  readonly token: string;
  readonly git_info: { readonly sha: string };
  readonly dependencies: readonly { readonly id: number; readonly token: string }[];
  readonly [key: string]: unknown;
}

const folder = join(import.meta.dirname, '..', '..', 'golden', 'runner');
/** More random bytes than belong into a repository. Only their number is compared, which the calls tell. */
const withoutLog = ['78-trace-2500k', '79-trace-over-limit'];

/** Every job that the real runner was recorded with. */
export function recordedRuns(): readonly RecordedRun[] {
  const lines = readFileSync(join(folder, 'calls.jsonl'), 'utf8').trim().split('\n');
  const calls = new Map(lines.map((line) => JSON.parse(line) as { name: string; calls: RunnerCall[] }).map((row) => [row.name, row.calls]));
  return recordedPayloadNames.map((name) => ({
    name,
    payload: JSON.parse(readFileSync(join(folder, 'jobs', `${name}.job.json`), 'utf8')) as RecordedPayload,
    calls: calls.get(name) ?? [],
    log: withoutLog.includes(name) ? null : readFileSync(join(folder, 'jobs', `${name}.log`), 'utf8'),
  }));
}
