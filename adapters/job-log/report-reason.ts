import type { FailureReason } from '../../core/job/outcome.ts';

const alwaysSupported: readonly string[] = ['script_failure', 'runner_system_failure', 'job_execution_timeout'];

/** What a reason was called before the coordinator knew it by its own name. */
const formerly: Readonly<Partial<Record<FailureReason, FailureReason>>> = { runner_configuration_error: 'script_failure' };

/**
 * The reason that the coordinator is told: as it is where the coordinator knows it, else what it was called before, else unknown.
 *
 * @param supported - `features.failure_reasons` of the job.
 * @remarks Source: peer-runner.md §1.4.
 */
export function reportReason(reason: FailureReason, supported: readonly string[]): FailureReason | 'unknown_failure' {
  const known = (name: FailureReason): boolean => supported.includes(name) || alwaysSupported.includes(name);
  if (known(reason)) return reason;
  const former = formerly[reason];
  return former !== undefined && known(former) ? former : 'unknown_failure';
}
