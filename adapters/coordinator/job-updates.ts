import type { FailureReason } from '../../core/job/outcome.ts';

/** What the coordinator says of a job whenever it is told something. */
export interface JobAnswer {
  /**
   * `ok`; `accepted` (202: ask again later); `reset` (412: send the whole log again); `gone` (404); `refused` (403: the job is no longer ours);
   * `range` (416: send from `resumeAt`); `failed`: nothing usable came after all retries.
   */
  readonly kind: 'ok' | 'accepted' | 'reset' | 'gone' | 'refused' | 'range' | 'failed';
  /** From the header `Job-Status`: what the job is by the coordinator's word. */
  readonly jobStatus: 'running' | 'canceling' | 'canceled' | 'failed' | null;
  /** Seconds from the header `X-GitLab-Trace-Update-Interval`, in milliseconds; null without it. */
  readonly traceUpdateInterval: number | null;
  /** Where the coordinator's copy of the log ends, from the header `Range`; null without it. */
  readonly resumeAt: number | null;
}

/** A state of a job as a PUT reports it. */
export interface JobUpdate {
  readonly state: 'running' | 'success' | 'failed';
  readonly failureReason: FailureReason | 'unknown_failure' | null;
  readonly exitCode: number | null;
  /** `crc32:` and eight hexadecimal digits of the log so far; null when none was written. */
  readonly checksum: string | null;
  /** Bytes of the log so far. */
  readonly bytes: number;
}

/** What a running job may say to the coordinator. Never rejects: what went wrong is the answer. */
export interface JobUpdates {
  update(update: JobUpdate, signal: AbortSignal): Promise<JobAnswer>;
  /** Sends log bytes that begin at offset `start`. */
  appendLog(bytes: Buffer, start: number, signal: AbortSignal): Promise<JobAnswer>;
}
