import type { Fault } from '../fault.ts';

/**
 * Why a job failed, in GitLab's words.
 *
 * @remarks Source: semantics.md §5, peer-runner.md §1.4.
 */
export type FailureReason =
  'script_failure' | 'runner_system_failure' | 'job_execution_timeout' | 'job_canceled' | 'runner_interrupted' | 'runner_configuration_error';

/** How a job ended, and whether its instance is to blame. */
export interface JobOutcome {
  readonly state: 'success' | 'failed';
  readonly reason: FailureReason | null;
  readonly exitCode: number | null;
  /** A failed dial or command on the instance, which makes the instance suspect; null when the instance behaved. */
  readonly instanceFault: Fault | null;
}
