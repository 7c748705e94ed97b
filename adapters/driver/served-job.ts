import type { JobOutcome } from '../../core/job/outcome.ts';
import type { RunningJob } from '../metrics/running-job.ts';
import type { JobPayload } from '../coordinator/job-payload.ts';
import type { PlannedJob } from '../shell/plan-job.ts';
import type { ConcurrentIds } from '../shell/concurrent-ids.ts';
import type { JobReport } from './job-report.ts';
import type { JobSession } from './job-session.ts';

/** A job in hand, from its receipt until GitLab has its outcome. */
export interface ServedJob {
  readonly payload: JobPayload;
  readonly planned: PlannedJob;
  readonly ids: ConcurrentIds;
  readonly report: JobReport;
  readonly receivedAt: number;
  /** null until it has an instance. */
  session: JobSession | null;
  /** null until it has ended. */
  outcome: JobOutcome | null;
}

/** The page of a job in GitLab; empty where the payload names none. */
export function jobUrl({ variables }: JobPayload): string {
  return variables.find(({ key }) => key === 'CI_JOB_URL')?.value ?? '';
}

/** A job as pages show it. */
export function runningJob(runner: number, { payload, session, receivedAt, outcome }: ServedJob): RunningJob {
  return {
    runner,
    id: payload.id,
    url: jobUrl(payload),
    state: outcome === null ? (session === null ? 'pending' : 'running') : stateOf(outcome),
    stage: session?.stage ?? 'prepare_executor',
    executorStage: outcome !== null ? 'finish' : session === null || session.stage === 'prepare_executor' ? 'prepare' : 'instance_run',
    receivedAt,
    instance: session?.instance ?? null,
  };
}

function stateOf({ state, reason }: JobOutcome): RunningJob['state'] {
  if (state === 'success') return 'success';
  if (reason === 'job_canceled') return 'canceled';
  if (reason === 'job_execution_timeout') return 'timedout';
  return reason === 'runner_interrupted' ? 'terminated' : 'failed';
}
