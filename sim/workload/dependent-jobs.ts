/**
 * Jobs that come only when others have ended. Each job of a workload has a number: those that come at their own time are numbered in order of arrival, and these
 * go on from there.
 */
export interface DependentJobs {
  /** Number of the first of them: so many jobs come at their own time. */
  readonly first: number;
  readonly duration: Float64Array;
  readonly stream: Uint16Array;
  readonly failed: Uint8Array;
  /** From arrival to the user's cancel, infinite for none. */
  readonly cancelAfter: Float64Array;
  /** Numbers of the jobs that must have ended; at least one. */
  readonly needs: readonly (readonly number[])[];
  /** From the last of their ends until the job comes. */
  readonly gapMs: Float64Array;
  readonly notBeforeMs: Float64Array;
}
