/** The intervals and limits of a log's sender. Times in milliseconds. */
export interface LogPacing {
  /** Between two looks at the log, until the coordinator names another interval. */
  readonly interval: number;
  /** The longest interval that the coordinator may name. */
  readonly maxInterval: number;
  /** Silence after which the coordinator is told that the job still runs. */
  readonly touchAfter: number;
  /** Bytes of one piece. */
  readonly pieceBytes: number;
  /** Pause after the first final call that failed, beside the interval; it doubles with each further one. */
  readonly retryDelay: number;
  readonly maxRetryDelay: number;
  /** Failed final calls after which the sender gives up (`job_status_final_update_retry_limit`). */
  readonly retryLimit: number;
  /** The longest that one call may take, with all that the client repeats of it. */
  readonly callTimeout: number;
}

/** Upstream's intervals. @remarks Source: peer-runner.md §1.2 and §1.3. */
export const defaultPacing: LogPacing = {
  interval: 3000,
  maxInterval: 15 * 60_000,
  touchAfter: 30_000,
  pieceBytes: 1024 * 1024,
  retryDelay: 1000,
  maxRetryDelay: 60 * 60_000,
  retryLimit: 10,
  callTimeout: 10 * 60_000,
};
