import { json, type Outcome } from '../../../adapters/demo-coordinator/exchange.ts';
import type { CoordinatorJob } from '../../../adapters/demo-coordinator/coordinator-job.ts';
import type { ScriptedAnswer, TestCoordinator } from '../../coordinator/test-coordinator.ts';
import type { RunnerCall } from './recorded-run.ts';

/**
 * Makes a coordinator answer a job as the recorded one did: the n-th call of each kind with the n-th recorded answer, further ones with the last. Where
 * the record has a success, the coordinator's own answer is given. How many pieces of a log come before one that is refused is a matter of time, so one is enough.
 */
export function scriptAnswers(coordinator: TestCoordinator, job: CoordinatorJob, dependency: number, calls: readonly RunnerCall[]): void {
  const kinds = [
    { method: 'PUT', path: new RegExp(`^jobs/${String(job.id)}$`) },
    { method: 'PATCH', path: new RegExp(`^jobs/${String(job.id)}/trace$`) },
    { method: 'POST', path: new RegExp(`^jobs/${String(job.id)}/artifacts$`) },
    { method: 'GET', path: new RegExp(`^jobs/${String(dependency)}/artifacts$`) },
  ];
  // A log that was refused stays incomplete. The recorded coordinator did not mind.
  const incomplete = calls.some(({ method, status }) => method === 'PATCH' && status === 403);
  for (const { method, path } of kinds) {
    const recorded = calls.filter((call) => call.method === method && !call.url.startsWith('/repos/')).filter(isNotRepeated);
    const answers = recorded.map((call) => (method === 'PUT' && incomplete ? () => json(call.status, null, call.headers) : answerOf(coordinator, job, call)));
    const last = answers.pop();
    if (last === undefined) continue;
    coordinator.answer(method, path, ...answers);
    coordinator.answerAlways(method, path, last);
  }
}

/** Whether an answer is more than one of several plain successes of a log before a refusal: the last of them is kept. */
function isNotRepeated(call: RunnerCall, index: number, all: readonly RunnerCall[]): boolean {
  if (call.method !== 'PATCH' || !isPlain(call)) return true;
  const next = all[index + 1];
  return next === undefined || !isPlain(next) || all.slice(index).every(isPlain);
}

function isPlain({ status, headers }: RunnerCall): boolean {
  return status < 400 && headers?.['Job-Status'] !== 'canceling';
}

/** What the recorded coordinator asked runners to wait between two pieces of a job's log, in seconds; the usual 3 where it asked for nothing. */
export function updateIntervalSeconds(calls: readonly RunnerCall[]): number {
  return Number(calls[0]?.headers?.['X-GitLab-Trace-Update-Interval'] ?? 3);
}

function answerOf(coordinator: TestCoordinator, job: CoordinatorJob, call: RunnerCall): ScriptedAnswer {
  if (call.status < 400) {
    if (call.headers?.['Job-Status'] !== 'canceling') return 'real';
    return () => {
      coordinator.gitlab.cancel(job);
      return 'real';
    };
  }
  return () => failure(call);
}

function failure({ status, headers = {}, body }: RunnerCall): Outcome {
  return body === undefined ? { status, headers } : json(status, JSON.parse(body), headers);
}
