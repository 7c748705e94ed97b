import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { JobAnswer } from '../../../adapters/coordinator/job-updates.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import { LogSender, type LogSenderOptions } from '../../../adapters/job-log/log-sender.ts';
import { answer, ScriptedUpdates, WrittenLog } from './scripted-updates.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const success = { state: 'success', reason: null, exitCode: null } as const;
const canceled = { state: 'failed', reason: 'job_canceled', exitCode: null } as const;
const seconds = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 1000);
const inSeconds = (count: number): Partial<JobAnswer> => ({ traceUpdateInterval: count * 1000 });

/** A job whose coordinator answers as scripted. Times are those of a clock that only the test moves. */
function job(script: ConstructorParameters<typeof ScriptedUpdates>[0] = {}, options: Partial<LogSenderOptions> = {}) {
  const log = new WrittenLog();
  const updates = new ScriptedUpdates(script);
  const cancels: string[] = [];
  const sender = new LogSender({ updates, log, failureReasons: ['unknown_failure'], onCancel: (form) => void cancels.push(form), ...options });
  return { log, updates, cancels, sender, heard: updates.heard };
}

/** The end of a job, however long it takes. */
async function finished(sender: LogSender, outcome: Parameters<LogSender['finish']>[0] = success): Promise<string> {
  const end = sender.finish(outcome);
  await vi.runAllTimersAsync();
  return end;
}

describe('a job on the wire', () => {
  test('a short job is one running PUT, one PATCH and one final PUT with checksum and size', async () => {
    const { log, updates, sender, heard } = job();
    expect(await sender.start()).toBe('run');
    log.write('hello\n');
    expect(await finished(sender)).toBe('accepted');
    expect(heard).toEqual(['0 PUT running', '0 PATCH 0-5', '0 PUT success']);
    expect(updates.updates[0]).toEqual({ state: 'running', failureReason: null, exitCode: null, checksum: null, bytes: 0 });
    expect(updates.updates[1]).toEqual({ state: 'success', failureReason: null, exitCode: null, checksum: 'crc32:363a3020', bytes: 6 });
  });

  test('new data is sent every three seconds, and only new data', async () => {
    const { log, sender, heard } = job();
    await sender.start();
    log.write('12345');
    await seconds(7);
    log.write('678');
    await seconds(3);
    await finished(sender);
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-4', '9 PATCH 5-7', '10 PUT success']);
  });

  test('the interval that an answer names replaces the default, except before the first PATCH', async () => {
    const { log, sender, heard } = job({ PUT: [answer('ok', inSeconds(1))], PATCH: [answer('ok', inSeconds(1))] });
    await sender.start();
    for (let count = 0; count < 6; count++) {
      log.write('x');
      await seconds(1);
    }
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-2', '4 PATCH 3-3', '5 PATCH 4-4', '6 PATCH 5-5']);
  });

  test('the interval is at most fifteen minutes', async () => {
    const { log, sender, heard } = job({ PATCH: [answer('ok', inSeconds(7200))] });
    await sender.start();
    log.write('x');
    await seconds(3);
    log.write('y');
    await seconds(15 * 60);
    expect(heard.at(-1)).toBe('903 PATCH 1-1');
  });

  test('the interval is three seconds again before the final update', async () => {
    const { log, sender, heard } = job({ PATCH: [answer('ok', inSeconds(60))], PUT: [answer('ok'), answer('accepted')] });
    await sender.start();
    log.write('x');
    await seconds(4);
    await finished(sender);
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-0', '4 PUT success', '7 PUT success']);
  });

  test('after more than thirty seconds of silence the coordinator is told that the job runs, with checksum and size', async () => {
    const { log, updates, sender, heard } = job({ PATCH: [answer('ok', inSeconds(1))] });
    await sender.start();
    log.write('x');
    await seconds(66);
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-0', '34 PUT running', '65 PUT running']);
    expect(updates.updates[1]).toEqual({ state: 'running', failureReason: null, exitCode: null, checksum: log.checksum, bytes: 1 });
  });

  test('a piece has at most 1 MiB', async () => {
    const { log, sender, heard } = job();
    await sender.start();
    log.write('x'.repeat(2_500_000));
    await finished(sender);
    expect(heard).toEqual(['0 PUT running', '0 PATCH 0-1048575', '0 PATCH 1048576-2097151', '0 PATCH 2097152-2499999', '0 PUT success']);
  });

  test('a job that ends during a PATCH waits for its answer', async () => {
    const { log, updates, sender, heard } = job();
    await sender.start();
    log.write('x');
    let release = (): void => undefined;
    vi.spyOn(updates, 'appendLog').mockImplementationOnce(() => new Promise((resolve) => (release = () => resolve(answer('ok')))));
    await seconds(3);
    const end = sender.finish(success);
    await seconds(1);
    expect(heard).toEqual(['0 PUT running']);
    release();
    expect(await end).toBe('accepted');
    expect(heard).toEqual(['0 PUT running', '4 PUT success']);
  });
});

describe('answers during the job', () => {
  test('PATCH 416 with a range: the next PATCH starts there, after one interval', async () => {
    const { log, sender, heard } = job({ PATCH: [answer('ok', inSeconds(1)), answer('range', { resumeAt: 2, ...inSeconds(1) })] });
    await sender.start();
    log.write('12345');
    await seconds(3);
    log.write('678');
    await seconds(1);
    expect(await finished(sender)).toBe('accepted');
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-4', '4 PATCH 5-7', '4 PATCH 2-7', '4 PUT success']);
  });

  test('PATCH 416 in the final phase: again after one interval', async () => {
    const { log, sender, heard } = job({ PATCH: [answer('range', { resumeAt: 2, ...inSeconds(1) })] });
    await sender.start();
    log.write('12345');
    await finished(sender);
    expect(heard).toEqual(['0 PUT running', '0 PATCH 0-4', '1 PATCH 2-4', '1 PUT success']);
  });

  test('PATCH 416 with a range beyond the log loses nothing that is written later', async () => {
    const { log, sender, heard } = job({ PATCH: [answer('range', { resumeAt: 1000 })] });
    await sender.start();
    log.write('12345');
    await seconds(3);
    log.write('6');
    await finished(sender);
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-4', '3 PATCH 5-5', '3 PUT success']);
  });

  test('PATCH 5xx while the job runs: the same range after the next interval', async () => {
    const { log, sender, heard } = job({ PATCH: [answer('failed')] });
    await sender.start();
    log.write('12');
    await seconds(6);
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-1', '6 PATCH 0-1']);
  });

  test('PATCH 5xx in the final phase: again after the interval and a pause that doubles', async () => {
    const { log, sender, heard } = job({ PATCH: [answer('failed'), answer('failed'), answer('failed')] });
    await sender.start();
    log.write('12');
    await finished(sender);
    expect(heard).toEqual(['0 PUT running', '0 PATCH 0-1', '4 PATCH 0-1', '9 PATCH 0-1', '16 PATCH 0-1', '16 PUT success']);
  });

  test('PATCH 404 is not fatal: the job runs on, re-sends each interval, and its final PUT is still sent', async () => {
    const { log, cancels, sender, heard } = job({ PATCH: [answer('gone'), answer('gone'), answer('gone')] });
    await sender.start();
    log.write('12');
    await seconds(6);
    expect(await finished(sender)).toBe('accepted');
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-1', '6 PATCH 0-1', '6 PATCH 0-1', '6 PUT success']);
    expect(cancels).toEqual([]);
  });

  test.each<[string, JobAnswer]>([
    ['PATCH 403', answer('refused', { jobStatus: null })],
    ['PATCH with Job-Status canceled', answer('ok', { jobStatus: 'canceled' })],
    ['PATCH with Job-Status failed', answer('ok', { jobStatus: 'failed' })],
  ])('%s: abort, then one more PATCH try and a final PUT', async (_, aborting) => {
    const { log, cancels, sender, heard } = job({ PATCH: [answer('ok'), aborting, aborting] });
    await sender.start();
    log.write('12');
    await seconds(3);
    log.write('34');
    await seconds(3);
    expect(cancels).toEqual(['hard']);
    log.write('56');
    await seconds(60);
    expect(heard).toHaveLength(3);
    await finished(sender, canceled);
    expect(heard.slice(3)).toEqual([expect.stringMatching(/^66 PATCH [24]-5$/), '66 PUT failed unknown_failure']);
  });

  test('touch 403: abort', async () => {
    const { cancels, sender } = job({ PUT: [answer('ok'), answer('refused', { jobStatus: null })] });
    await sender.start();
    await seconds(33);
    expect(cancels).toEqual(['hard']);
  });

  test('Job-Status canceling on a PATCH: graceful, said once, and the log is sent on', async () => {
    const canceling = answer('ok', { jobStatus: 'canceling' });
    const { log, cancels, sender, heard } = job({ PATCH: [canceling, canceling], PUT: [answer('ok'), canceling] });
    await sender.start();
    log.write('12');
    await seconds(3);
    expect(cancels).toEqual(['graceful']);
    log.write('34');
    await seconds(3);
    expect(await finished(sender, canceled)).toBe('accepted');
    expect(cancels).toEqual(['graceful']);
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-1', '6 PATCH 2-3', '6 PUT failed unknown_failure']);
  });

  test('Job-Status canceling on a touch: graceful', async () => {
    const { cancels, sender, heard } = job({ PUT: [answer('ok'), answer('ok', { jobStatus: 'canceling' })] });
    await sender.start();
    await seconds(33);
    expect(heard).toEqual(['0 PUT running', '33 PUT running']);
    expect(cancels).toEqual(['graceful']);
  });

  test('an abort after a graceful cancel is passed on', async () => {
    const { log, cancels, sender } = job({ PATCH: [answer('ok', { jobStatus: 'canceling' }), answer('refused')] });
    await sender.start();
    log.write('12');
    await seconds(3);
    log.write('34');
    await seconds(3);
    expect(cancels).toEqual(['graceful', 'hard']);
  });

  test('the running PUT answers canceling: no stage runs, and the final PUT says job_canceled, unmapped, of an empty log', async () => {
    const { updates, sender, heard } = job({ PUT: [answer('ok', { jobStatus: 'canceling' })] });
    expect(await sender.start()).toBe('canceled');
    expect(await finished(sender, canceled)).toBe('accepted');
    expect(heard).toEqual(['0 PUT running', '0 PUT failed job_canceled']);
    expect(updates.updates[1]).toMatchObject({ checksum: 'crc32:00000000', bytes: 0 });
  });

  test('the running PUT answers 403: the job is dropped and nothing more is sent', async () => {
    const { log, sender, heard } = job({ PUT: [answer('refused', { jobStatus: null })] });
    expect(await sender.start()).toBe('dropped');
    log.write('12');
    await seconds(60);
    expect(await finished(sender)).toBe('refused');
    expect(heard).toEqual(['0 PUT running']);
  });

  test('the running PUT gets no answer: the job runs', async () => {
    const { sender } = job({ PUT: [answer('failed', { jobStatus: null })] });
    expect(await sender.start()).toBe('run');
  });
});

describe('answers to the final PUT', () => {
  test('202: again after an interval, until 200', async () => {
    const { sender, heard } = job({ PUT: [answer('ok'), answer('accepted', inSeconds(1)), answer('accepted'), answer('accepted')] });
    await sender.start();
    expect(await finished(sender)).toBe('accepted');
    expect(heard).toEqual(['0 PUT running', '0 PUT success', '1 PUT success', '2 PUT success', '3 PUT success']);
  });

  test('412: the whole log again after one interval, then the PUT again', async () => {
    const { log, sender, heard } = job({ PUT: [answer('ok'), answer('reset', inSeconds(1))] });
    await sender.start();
    log.write('12');
    await seconds(3);
    log.write('34');
    expect(await finished(sender)).toBe('accepted');
    expect(heard).toEqual(['0 PUT running', '3 PATCH 0-1', '3 PATCH 2-3', '3 PUT success', '4 PATCH 0-3', '4 PUT success']);
  });

  test('412 for ever: given up', async () => {
    const { sender, heard } = job({ PUT: [answer('ok'), ...Array.from({ length: 20 }, () => answer('reset'))] });
    await sender.start();
    expect(await finished(sender)).toBe('failed');
    expect(heard).toHaveLength(12);
  });

  test('5xx: the interval and a pause of 1 s that doubles, ten tries, then given up', async () => {
    const { sender, heard } = job({ PUT: [answer('ok'), ...Array.from({ length: 20 }, () => answer('failed'))] });
    await sender.start();
    expect(await finished(sender)).toBe('failed');
    expect(heard.slice(1).map((line) => Number(line.split(' ')[0]))).toEqual([0, 4, 9, 16, 27, 46, 81, 148, 279, 538]);
  });

  test('5xx: the pause is at most sixty minutes', async () => {
    const failures = Array.from({ length: 20 }, () => answer('failed'));
    const { sender, heard } = job({ PUT: [answer('ok'), ...failures] }, { pacing: { retryDelay: 2_000_000 } });
    await sender.start();
    await finished(sender);
    expect(heard.slice(1, 5).map((line) => Number(line.split(' ')[0]))).toEqual([0, 2003, 2003 + 3603, 2003 + 2 * 3603]);
  });

  test.each(['gone', 'refused'] as const)('404 and 403: given up, no retry (%s)', async (kind) => {
    const { sender, heard } = job({ PUT: [answer('ok'), answer(kind)] });
    await sender.start();
    expect(await finished(sender)).toBe(kind);
    expect(heard).toEqual(['0 PUT running', '0 PUT success']);
  });
});

describe('state, failure_reason and exit_code', () => {
  test.each([
    ['script exit n', { reason: 'script_failure', exitCode: 3 }, 'failed script_failure 3'],
    ['shell killed by 9', { reason: 'script_failure', exitCode: 137 }, 'failed script_failure 137'],
    ['a time-out', { reason: 'job_execution_timeout', exitCode: null }, 'failed job_execution_timeout'],
    ['cannot connect', { reason: 'runner_system_failure', exitCode: null }, 'failed runner_system_failure'],
    ['a cancel that the coordinator has no reason for', { reason: 'job_canceled', exitCode: null }, 'failed unknown_failure'],
    ['a SIGTERM that the coordinator has no reason for', { reason: 'runner_interrupted', exitCode: null }, 'failed unknown_failure'],
    ['a job that cannot run under the configuration', { reason: 'runner_configuration_error', exitCode: null }, 'failed script_failure'],
  ] as const)('%s', async (_, outcome, expected) => {
    const { sender, heard } = job();
    await sender.start();
    await finished(sender, { state: 'failed', ...outcome });
    expect(heard.at(-1)).toBe(`0 PUT ${expected}`);
  });

  test('a reason that the payload lists is sent as it is', async () => {
    const { sender, heard } = job({}, { failureReasons: ['job_canceled'] });
    await sender.start();
    await finished(sender, canceled);
    expect(heard.at(-1)).toBe('0 PUT failed job_canceled');
  });
});

describe('what fails here', () => {
  test('a log that cannot be read costs the log and not the outcome', async () => {
    const { log, sender, heard } = job();
    await sender.start();
    log.write('12');
    vi.spyOn(log, 'read').mockRejectedValue(new FaultError('unknown', 'no'));
    expect(await finished(sender)).toBe('accepted');
    expect(heard).toEqual(['0 PUT running', '538 PUT success']);
  });

  test('a call that hangs is ended by its deadline', async () => {
    const { log, updates, sender, heard } = job({}, { pacing: { callTimeout: 20_000 } });
    await sender.start();
    log.write('12');
    vi.spyOn(updates, 'appendLog').mockImplementationOnce(
      (_bytes: Buffer, _start: number, signal?: AbortSignal) =>
        new Promise((resolve) => signal!.addEventListener('abort', () => resolve(answer('failed', { jobStatus: null })))),
    );
    await seconds(26);
    expect(heard).toEqual(['0 PUT running', '26 PATCH 0-1']);
  });

  test('an abort of the process ends all waiting at once', async () => {
    const stop = new AbortController();
    const { sender, heard } = job({ PUT: [answer('ok'), ...Array.from({ length: 20 }, () => answer('failed'))] }, { signal: stop.signal });
    await sender.start();
    const end = sender.finish(success);
    await seconds(5);
    stop.abort();
    expect(await end).toBe('failed');
    expect(heard).toEqual(['0 PUT running', '0 PUT success', '4 PUT success']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a job that ended leaves no timer', async () => {
    const { sender } = job();
    await sender.start();
    await sender.finish(success);
    expect(vi.getTimerCount()).toBe(0);
  });
});
