import { expect, test } from 'vitest';
import { reportReason } from '../../../adapters/job-log/report-reason.ts';

test('a reason that the coordinator lists is sent as it is', () => {
  expect(reportReason('job_canceled', ['job_canceled'])).toBe('job_canceled');
});

test('three reasons are sent to every coordinator', () => {
  for (const reason of ['script_failure', 'runner_system_failure', 'job_execution_timeout'] as const) expect(reportReason(reason, [])).toBe(reason);
});

test('a reason that was part of another is sent as that other', () => {
  expect(reportReason('runner_configuration_error', [])).toBe('script_failure');
  expect(reportReason('runner_configuration_error', ['runner_configuration_error'])).toBe('runner_configuration_error');
});

test('any other reason that the coordinator does not list is sent as unknown_failure', () => {
  expect(reportReason('job_canceled', ['unknown_failure'])).toBe('unknown_failure');
  expect(reportReason('runner_interrupted', [])).toBe('unknown_failure');
});
