import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { JobLog } from '../../../adapters/job-log/job-log.ts';
import type { LogPacing } from '../../../adapters/job-log/log-pacing.ts';
import { LogSender } from '../../../adapters/job-log/log-sender.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { clientFor, soon } from '../coordinator/client-for.ts';

const put = /jobs\/5$/;
const patch = /jobs\/5\/trace$/;
const token = 'glcbt-64_job';
const success = { state: 'success', reason: null, exitCode: null } as const;

let coordinator: TestCoordinator;
let log: JobLog;
let cancels: string[];

beforeEach(async () => {
  // The interval 0 names none: the test's own counts.
  coordinator = await TestCoordinator.start({ updateIntervalSeconds: () => 0 });
  coordinator.gitlab.add({ id: 5, token });
  log = new JobLog({ phrases: [token], tokenPrefixes: [] });
  cancels = [];
});

afterEach(async () => {
  await coordinator.close();
  await log.close();
});

async function started(pacing: Partial<LogPacing> = {}): Promise<LogSender> {
  const client = clientFor(coordinator.url);
  await client.requestJob(soon());
  const updates = client.jobUpdates({ id: 5, token, debugTrace: false });
  const sender = new LogSender({
    updates,
    log,
    failureReasons: [],
    onCancel: (form) => void cancels.push(form),
    pacing: { interval: 20, retryDelay: 10, ...pacing },
    signal: soon(),
  });
  expect(await sender.start()).toBe('run');
  return sender;
}

const job = () => coordinator.gitlab.jobs[0]!;
const ranges = (): (string | undefined)[] => coordinator.calls('PATCH', patch).map(({ headers }) => headers['content-range']);

test('the coordinator has the whole log, byte for byte, and finds checksum and size right', async () => {
  const sender = await started();
  for (let turn = 0; turn < 50; turn++) {
    await log.write(Buffer.from(`${'x'.repeat(60)} ${token}\n`.repeat(900)), 'stdout');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  log.report({ kind: 'job-succeeded' });
  log.end();
  expect(await sender.finish(success)).toBe('accepted');
  expect(job().status).toBe('success');
  expect(log.size).toBeGreaterThan(4 * 1024 * 1024);
  expect(job().log.equals(await log.read(0, log.size))).toBe(true);
  expect(job().log.includes(token)).toBe(false);
  expect(coordinator.calls('PUT', put)).toHaveLength(2);
});

test('PATCH 416 rewinds to where the coordinator is', async () => {
  const sender = await started();
  coordinator.answer('PATCH', patch, 'real', { status: 416, headers: { Range: '0-7' } }, 'real');
  log.notice('first');
  await coordinator.until(() => ranges().length === 1);
  log.notice('second');
  log.end();
  expect(await sender.finish(success)).toBe('accepted');
  const { size } = log;
  expect(ranges().slice(1)).toEqual([expect.stringMatching(new RegExp(`^\\d+-${size - 1}$`)), `7-${size - 1}`]);
});

test('final PUT 412 sends the whole log again', async () => {
  const sender = await started();
  coordinator.answer('PUT', put, { status: 412 });
  log.notice('only');
  log.end();
  expect(await sender.finish(success)).toBe('accepted');
  expect(ranges()).toEqual([`0-${log.size - 1}`, `0-${log.size - 1}`]);
  expect(job().status).toBe('success');
});

test('final PUT 500 six times is told again after a pause, in a second round of tries', async () => {
  const sender = await started();
  coordinator.answer('PUT', put, ...Array.from({ length: 6 }, () => ({ status: 500 })));
  log.end();
  expect(await sender.finish(success)).toBe('accepted');
  expect(coordinator.calls('PUT', put)).toHaveLength(1 + 6 + 1);
});

test('a cancel in GitLab is heard on the next PATCH, a forced one aborts', async () => {
  const sender = await started();
  coordinator.gitlab.cancel(job());
  log.notice('goes on');
  await vi.waitFor(() => expect(cancels).toEqual(['graceful']));
  coordinator.gitlab.cancel(job(), { force: true });
  log.notice('and ends');
  await vi.waitFor(() => expect(cancels).toEqual(['graceful', 'hard']));
  log.end();
  expect(await sender.finish({ state: 'failed', reason: 'job_canceled', exitCode: null })).toBe('refused');
});

test('a silent job hears of a cancel by its touch', async () => {
  const sender = await started({ touchAfter: 30 });
  coordinator.gitlab.cancel(job());
  await vi.waitFor(() => expect(cancels).toEqual(['graceful']));
  log.end();
  expect(await sender.finish({ state: 'failed', reason: 'job_canceled', exitCode: null })).toBe('accepted');
  expect(job().status).toBe('canceled');
});
