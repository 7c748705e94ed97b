import type { Ticks } from '../time.ts';

/** How long each step of a job takes when nothing disturbs it, and how its script ends. Spans of steps that the job does not have are ignored. */
export interface JobSpans {
  readonly dial: Ticks;
  readonly createVm: Ticks;
  readonly dialVm: Ticks;
  /** One a stage of the plan, in its order. */
  readonly stages: ArrayLike<Ticks>;
  /** Index of the stage that fails with `exitCode`; -1 for none. */
  readonly failingStage: number;
  readonly exitCode: number;
  readonly deleteVm: Ticks;
  readonly close: Ticks;
}
