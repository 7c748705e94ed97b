import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobUpdate, JobUpdates } from '../../../adapters/coordinator/job-updates.ts';
import { supportedFailureReason } from '../../../adapters/coordinator/supported-failure-reason.ts';
import type { FailureReason } from '../../../core/job/outcome.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { clientFor, info, soon } from './client-for.ts';

const put = /jobs\/5$/;
const patch = /jobs\/5\/trace$/;
const running: JobUpdate = { state: 'running', failureReason: null, exitCode: null, checksum: null, bytes: 0 };

function updateOf(log: string, change: Partial<JobUpdate> = {}): JobUpdate {
  return { ...running, state: 'success', checksum: `crc32:${crc32(log).toString(16).padStart(8, '0')}`, bytes: Buffer.byteLength(log), ...change };
}

describe('what a job says, and what GitLab answers', () => {
  let coordinator: TestCoordinator;
  let updates: JobUpdates;
  const token = 'glcbt-job';

  beforeEach(async () => {
    coordinator = await TestCoordinator.start();
    coordinator.gitlab.add({ id: 5, token });
    const client = clientFor(coordinator.url);
    await client.requestJob(soon());
    updates = client.jobUpdates({ id: 5, token, debugTrace: false });
  });

  afterEach(() => coordinator.close());

  const append = (text: string, start: number) => updates.appendLog(Buffer.from(text), start, soon());
  const update = (state: JobUpdate) => updates.update(state, soon());

  test('a job that runs and ends well is two PUTs and one PATCH', async () => {
    expect(await update(running)).toEqual({ kind: 'ok', jobStatus: 'running', traceUpdateInterval: 3000, resumeAt: null });
    expect(await append('hello\n', 0)).toEqual({ kind: 'ok', jobStatus: 'running', traceUpdateInterval: 3000, resumeAt: 6 });
    expect(await update(updateOf('hello\n'))).toMatchObject({ kind: 'ok' });
    const [job] = coordinator.gitlab.jobs;
    expect([job!.status, job!.log.toString()]).toEqual(['success', 'hello\n']);
  });

  test('the first PUT has state running and an empty output', async () => {
    await update(running);
    const [call] = coordinator.calls('PUT', put);
    expect(call!.json).toEqual({ info, token, state: 'running', output: {} });
    expect(call!.headers).toMatchObject({ 'job-token': token });
    expect(call!.headers['runner-token']).toBeUndefined();
  });

  test('the final PUT has checksum and size twice and once, and what is empty or 0 is left out', async () => {
    await update(updateOf('hello\n', { state: 'failed', failureReason: 'script_failure', exitCode: 3 }));
    await update({ ...updateOf(''), exitCode: 0 });
    const [failed, empty] = coordinator.calls('PUT', put).map(({ json }) => json);
    const checksum = 'crc32:363a3020';
    expect(failed).toEqual({ info, token, state: 'failed', failure_reason: 'script_failure', checksum, output: { checksum, bytesize: 6 }, exit_code: 3 });
    expect(empty).toEqual({ info, token, state: 'success', checksum: 'crc32:00000000', output: { checksum: 'crc32:00000000' } });
  });

  test('a PATCH says where its bytes begin and end, the end inclusive, as text/plain', async () => {
    await append('hello\n', 0);
    await append('world\n', 6);
    const calls = coordinator.calls('PATCH', patch);
    expect(calls.map(({ headers, query }) => [headers['content-range'], headers['content-type'], headers['job-token'], query])).toEqual([
      ['0-5', 'text/plain', token, 'debug_trace=false'],
      ['6-11', 'text/plain', token, 'debug_trace=false'],
    ]);
  });

  test('debug_trace is true exactly for a job with CI_DEBUG_TRACE', async () => {
    await clientFor(coordinator.url).jobUpdates({ id: 5, token, debugTrace: true }).appendLog(Buffer.from('x'), 0, soon());
    expect(coordinator.calls('PATCH', patch)[0]!.query).toBe('debug_trace=true');
  });

  test('PATCH 416 with Range 0-N: the next PATCH starts at N', async () => {
    await append('hello\n', 0);
    const answer = await append('later', 9);
    expect(answer).toMatchObject({ kind: 'range', resumeAt: 6 });
    expect(await append('world\n', answer.resumeAt!)).toMatchObject({ kind: 'ok', resumeAt: 12 });
  });

  test.each(['', '6', '0-x', 'bytes=0-6'])('PATCH 416 with the Range %o: the next PATCH starts at 0', async (range) => {
    coordinator.answer('PATCH', patch, { status: 416, headers: { Range: range } });
    expect(await append('later', 9)).toMatchObject({ kind: 'range', resumeAt: 0 });
  });

  test.each([500, 502, 503, 504, 429])('PATCH %i five times is a failed call, to be made again later', async (status) => {
    coordinator.answerAlways('PATCH', patch, { status });
    expect(await append('hello\n', 0)).toEqual({ kind: 'failed', jobStatus: null, traceUpdateInterval: null, resumeAt: null });
    expect(coordinator.calls('PATCH', patch)).toHaveLength(5);
  });

  test('PATCH 404 is gone, not refused: the job runs on', async () => {
    coordinator.answer('PATCH', patch, { status: 404 });
    expect(await append('hello\n', 0)).toMatchObject({ kind: 'gone', jobStatus: null });
  });

  test('PATCH and PUT 403: the job is no longer ours', async () => {
    coordinator.answer('PATCH', patch, { status: 403 });
    coordinator.answer('PUT', put, { status: 403 });
    expect(await append('hello\n', 0)).toMatchObject({ kind: 'refused' });
    expect(await update(running)).toMatchObject({ kind: 'refused' });
    expect([coordinator.calls('PATCH', patch).length, coordinator.calls('PUT', put).length]).toEqual([1, 1]);
  });

  test('a job that was cancelled by force answers 403 with Job-Status canceled', async () => {
    coordinator.gitlab.cancel(coordinator.gitlab.jobs[0]!, { force: true });
    expect(await append('hello\n', 0)).toMatchObject({ kind: 'refused', jobStatus: 'canceled' });
  });

  test.each(['canceled', 'failed', 'canceling', 'running'] as const)('Job-Status %s comes with every kind of answer', async (jobStatus) => {
    const headers = { 'Job-Status': jobStatus };
    coordinator.answer('PATCH', patch, { status: 202, headers }, { status: 416, headers }, { status: 404, headers });
    coordinator.answer('PUT', put, { status: 200, headers });
    for (let time = 0; time < 3; time++) expect((await append('hello\n', 0)).jobStatus).toBe(jobStatus);
    expect((await update(running)).jobStatus).toBe(jobStatus);
  });

  test('Job-Status canceling on a PATCH and on a touch: the final state may still be told', async () => {
    coordinator.gitlab.cancel(coordinator.gitlab.jobs[0]!);
    expect(await append('hello\n', 0)).toMatchObject({ kind: 'ok', jobStatus: 'canceling' });
    expect(await update({ ...updateOf('hello\n'), state: 'running' })).toMatchObject({ kind: 'ok', jobStatus: 'canceling' });
    expect(await update(updateOf('hello\n', { state: 'failed', failureReason: 'job_canceled' }))).toMatchObject({ kind: 'ok' });
    expect(coordinator.gitlab.jobs[0]!.status).toBe('canceled');
  });

  test('a Job-Status of any other word is none', async () => {
    coordinator.answer('PUT', put, { status: 200, headers: { 'Job-Status': 'pending' } });
    expect((await update(running)).jobStatus).toBeNull();
  });

  test('final PUT 202: not yet completed, ask again', async () => {
    coordinator.answer('PUT', put, { status: 202 });
    expect(await update(updateOf(''))).toMatchObject({ kind: 'accepted' });
    expect(await update(updateOf(''))).toMatchObject({ kind: 'ok' });
  });

  test('final PUT 412: the log that GitLab has is another, send it from 0', async () => {
    await append('hellO\n', 0);
    expect(await update(updateOf('hello\n'))).toMatchObject({ kind: 'reset' });
    expect(await append('hello\n', 0)).toMatchObject({ kind: 'ok' });
    expect(await update(updateOf('hello\n'))).toMatchObject({ kind: 'ok' });
  });

  test('final PUT 5xx: five attempts, then a failed call', async () => {
    coordinator.answerAlways('PUT', put, { status: 500 });
    expect(await update(updateOf(''))).toMatchObject({ kind: 'failed' });
    expect(coordinator.calls('PUT', put)).toHaveLength(5);
  });

  test.each([
    [404, 'gone'],
    [403, 'refused'],
  ] as const)('final PUT %i: one attempt, %s', async (status, kind) => {
    coordinator.answerAlways('PUT', put, { status });
    expect(await update(updateOf(''))).toMatchObject({ kind });
    expect(coordinator.calls('PUT', put)).toHaveLength(1);
  });

  test('any other answer, and none at all, is a failed call', async () => {
    coordinator.answer('PUT', put, { status: 400 }, { status: 201 });
    coordinator.answer('PATCH', patch, { status: 200 }, { status: 412 });
    for (let time = 0; time < 2; time++) expect([(await update(running)).kind, (await append('x', 0)).kind]).toEqual(['failed', 'failed']);
    await coordinator.close();
    expect([(await update(running)).kind, (await append('x', 0)).kind]).toEqual(['failed', 'failed']);
  });

  test.each([
    ['1', 1000],
    ['60', 60_000],
    ['900', 900_000],
    ['901', 900_000],
    ['86400', 900_000],
    ['0', null],
    ['-3', null],
    ['soon', null],
    ['1.5', null],
  ])('X-GitLab-Trace-Update-Interval %s is an interval of %s ms, on PATCH and PUT', async (header, interval) => {
    const headers = { 'X-GitLab-Trace-Update-Interval': header };
    coordinator.answer('PATCH', patch, { status: 202, headers });
    coordinator.answer('PUT', put, { status: 200, headers });
    expect((await append('x', 0)).traceUpdateInterval).toBe(interval);
    expect((await update(running)).traceUpdateInterval).toBe(interval);
  });

  test('an answer without headers says nothing of status, interval and range', async () => {
    coordinator.answer('PATCH', patch, { status: 202 });
    expect(await append('x', 0)).toEqual({ kind: 'ok', jobStatus: null, traceUpdateInterval: null, resumeAt: null });
  });

  test('a megabyte of log in one PATCH arrives as it was sent', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'drydock ');
    expect(await updates.appendLog(piece, 0, soon())).toMatchObject({ kind: 'ok', resumeAt: piece.length });
    expect(coordinator.gitlab.jobs[0]!.log.equals(piece)).toBe(true);
  });

  test('a call that is given up is a failed call', async () => {
    coordinator.answerAlways('PUT', put, () => new Promise(() => undefined));
    expect((await updates.update(running, AbortSignal.timeout(20))).kind).toBe('failed');
  });
});

describe('the failure reason that is sent', () => {
  const reasons: readonly FailureReason[] = [
    'script_failure',
    'runner_system_failure',
    'job_execution_timeout',
    'job_canceled',
    'runner_interrupted',
    'runner_configuration_error',
  ];

  test('is the reason itself where the job lists it', () => {
    expect(reasons.map((reason) => supportedFailureReason(reason, reasons))).toEqual(reasons);
  });

  test('is, where the list is empty, itself for the three that GitLab always knew, else the one before it, else unknown_failure', () => {
    expect(reasons.map((reason) => supportedFailureReason(reason, []))).toEqual([
      'script_failure',
      'runner_system_failure',
      'job_execution_timeout',
      'unknown_failure',
      'unknown_failure',
      'script_failure',
    ]);
  });
});
