import type { Ticks } from '../time.ts';
import type { PlannedStage } from './stages.ts';

/** What a job machine must know of its job. Variables are expanded and globs matched before it is made. Times in ticks. */
export interface JobPlan {
  /** The image that the job names; null for none. */
  readonly image: string | null;
  /** Whether `allowed_images` admits `image`. */
  readonly imageAllowed: boolean;
  /** What makes the job impossible on this runner, such as a shell that needs a script file; null for nothing. */
  readonly configurationError: string | null;
  /** Longest time from receipt to the end of the last stage. */
  readonly timeout: Ticks;
  /** RUNNER_SCRIPT_TIMEOUT, over all steps; 0 for the job's own time-out. */
  readonly scriptTimeout: Ticks;
  /** AFTER_SCRIPT_IGNORE_ERRORS. */
  readonly afterScriptIgnoreErrors: boolean;
  /**
   * The stages that the job has something to do for, in the order in which they run, those for success and those for failure side by side. A
   * stage with nothing to do is left out and leaves no section in the log. RUNNER_AFTER_SCRIPT_TIMEOUT is the time-out of `after_script`.
   */
  readonly stages: readonly PlannedStage[];
}
