/** The jobs of a recorded trace as plain columns, in order of arrival. */
export interface TraceRows {
  readonly count: number;
  /** Milliseconds since the trace's start. */
  readonly arrivalMs: Float64Array;
  readonly durationMs: Float64Array;
  /** The wait that was observed; NaN where the trace does not say. */
  readonly observedWaitMs: Float64Array;
  /** 1 where the script failed. */
  readonly failed: Uint8Array;
  /** Index into `tagSets`. */
  readonly tagSet: Uint32Array;
  readonly tagSets: readonly (readonly string[])[];
  /** Number of the pipeline; 0 where the trace does not say. */
  readonly pipeline: Float64Array;
  /** Rows that could not be read. */
  readonly badRowCount: number;
}
