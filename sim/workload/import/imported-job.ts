/** How an imported job ended: only `failed` is a failure of its script; whatever else cut it short is `aborted`. */
export type ImportedStatus = 'completed' | 'failed' | 'aborted';

/** A job of a foreign history, on its way into a workload trace. Times in milliseconds. */
export interface ImportedJob {
  /** Since 1970, or since the start of the history where that has no dates. */
  readonly arrivalMs: number;
  /** The wait that was observed; NaN where the history does not say. */
  readonly waitMs: number;
  readonly durationMs: number;
  /** Its tags, separated by commas. */
  readonly queue: string;
  /** 0 where the history does not say. */
  readonly pipeline: number;
  readonly status: ImportedStatus;
  readonly name: string;
}
