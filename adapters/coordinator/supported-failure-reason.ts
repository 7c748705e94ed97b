import type { FailureReason } from '../../core/job/outcome.ts';

const alwaysSupported: readonly string[] = ['script_failure', 'runner_system_failure', 'job_execution_timeout'];
const forerunners: Readonly<Partial<Record<FailureReason, FailureReason>>> = { runner_configuration_error: 'script_failure' };

/**
 * The failure reason as this GitLab understands it: itself where GitLab lists it (`features.failure_reasons` of the job) or always knew it, else the one
 * that was used before it existed, else `unknown_failure`.
 *
 * @remarks Source: peer-runner.md §1.4.
 */
export function supportedFailureReason(reason: FailureReason, listed: readonly string[]): FailureReason | 'unknown_failure' {
  const known = (name: string | undefined): boolean => name !== undefined && (alwaysSupported.includes(name) || listed.includes(name));
  if (known(reason)) return reason;
  const forerunner = forerunners[reason];
  return forerunner !== undefined && known(forerunner) ? forerunner : 'unknown_failure';
}
