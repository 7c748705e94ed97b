import type { JobConfig } from '../config.ts';
import type { Ticks } from '../time.ts';
import { goDuration } from './go-duration.ts';
import type { JobPlan } from './job-plan.ts';
import type { FailureReason } from './outcome.ts';
import type { StopCause } from './stop-cause.ts';

/** Why a job fails, with the words that end its log. */
export interface JobFailure {
  readonly reason: FailureReason;
  readonly exitCode: number | null;
  readonly detail: string;
}

function failure(reason: FailureReason, detail: string, exitCode: number | null = null): JobFailure {
  return { reason, exitCode, detail };
}

/** A stage's command said no: the job's own failure. */
export function scriptFailure(exitCode: number): JobFailure {
  return failure('script_failure', `exit status ${String(exitCode)}`, exitCode);
}

/** The instance, or the way to it, failed. */
export function systemFailure(detail: string): JobFailure {
  return failure('runner_system_failure', detail);
}

/** The words for a `prepare_script` that failed. @remarks Source: GitLab Runner documentation, shells, "Shell profile loading". */
export function environmentDetail(exitCode: number): string {
  return `prepare environment: exit status ${String(exitCode)}. Check https://docs.gitlab.com/runner/shells/#shell-profile-loading for more information`;
}

/** The job cannot run under this configuration on any instance: nobody is to blame, and it is not tried again. */
export function configurationFailure(detail: string): JobFailure {
  return failure('runner_configuration_error', detail);
}

/** The job's time-out. @remarks Source: peer-runner.md §1.4; "3s seconds" are upstream's words. */
export function jobTimeout(timeout: Ticks, second: Ticks): JobFailure {
  return failure('job_execution_timeout', `execution took longer than ${goDuration(timeout, second)} seconds`);
}

/** prepare_timeout passed before the job was prepared, all tries together. Both spans are in ticks; `second` is how many make one. */
export function prepareTimeout(timeout: Ticks, second: Ticks): JobFailure {
  return failure('job_execution_timeout', `preparation took longer than ${goDuration(timeout, second)}`);
}

/** RUNNER_SCRIPT_TIMEOUT, or the time-out of one stage. */
export function stageTimeout(what: string): JobFailure {
  return failure('job_execution_timeout', `${what} timeout: context deadline exceeded`);
}

/** A user canceled the job in GitLab. */
export function canceledFailure(): JobFailure {
  return failure('job_canceled', 'canceled');
}

/** What a stop by the manager means for the job. */
export function stopFailure(cause: StopCause, plan: JobPlan, config: JobConfig): JobFailure {
  switch (cause) {
    case 'canceled':
      return canceledFailure();
    case 'interrupted':
      return failure('runner_interrupted', 'aborted: terminated');
    case 'instance-vanished':
      return failure('runner_system_failure', 'instance unexpectedly removed');
    case 'no-instance': {
      const limit = config.instanceAcquireTimeout === 0 ? plan.timeout : config.instanceAcquireTimeout;
      return failure(
        'runner_system_failure',
        `unable to acquire instance within the configured timeout of ${goDuration(limit, config.second)}: context deadline exceeded`,
      );
    }
  }
}

/** Why a job failed that never had a machine, in the words that end its log: of its outcome only the reason is known. */
export function unstartedFailure(reason: FailureReason | null, plan: JobPlan, config: JobConfig): JobFailure {
  switch (reason) {
    case 'job_canceled':
      return canceledFailure();
    case 'runner_interrupted':
      return stopFailure('interrupted', plan, config);
    case 'job_execution_timeout':
      return jobTimeout(plan.timeout, config.second);
    case 'runner_configuration_error':
      return configurationFailure(plan.configurationError ?? '');
    default:
      return stopFailure('no-instance', plan, config);
  }
}
