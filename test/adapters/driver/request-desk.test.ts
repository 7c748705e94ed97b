import { expect, test } from 'vitest';
import type { JobRequestAnswer } from '../../../adapters/coordinator/coordinator-client.ts';
import type { JobPayload } from '../../../adapters/coordinator/job-payload.ts';
import type { JobDesk } from '../../../adapters/driver/job-desk.ts';
import type { Happening } from '../../../adapters/driver/manager-loop.ts';
import { RequestDesk } from '../../../adapters/driver/request-desk.ts';
import { Logger } from '../../../adapters/logging/logger.ts';

const nothing: JobRequestAnswer = { job: null, unparsable: null, fault: null, retried: false, httpStatus: 204 };
const withJob = (id: number): JobRequestAnswer => ({ ...nothing, job: { id } as JobPayload, httpStatus: 201 });

/** A desk whose requests are answered by hand. */
function rig() {
  const answers: ((answer: JobRequestAnswer) => void)[] = [];
  const signals: AbortSignal[] = [];
  const sent: Happening[] = [];
  const lines: string[] = [];
  const done: string[] = [];
  let loads = 0;
  const jobs = {
    receive: (key: number, { id }: JobPayload) => Promise.resolve({ id, image: '', timeout: key }),
    failUnparsable: ({ id }: { id: number }) => void done.push(`failed ${String(id)}`),
    perform: ({ kind }: { kind: string }) => void done.push(kind),
    running: () => [],
  } as unknown as JobDesk;
  const desk = new RequestDesk({
    client: {
      requestJob: (signal) => {
        signals.push(signal);
        return new Promise((resolve) => answers.push(resolve));
      },
    },
    openJobs: () => {
      loads++;
      return Promise.resolve(jobs);
    },
    log: Logger.create({ level: 'debug', format: 'text', colour: false, write: (line) => void lines.push(line) }),
    send: (happening) => void sent.push(happening),
    onBroken: (error) => {
      throw error;
    },
  });
  const request = (op: number): void => desk.perform({ kind: 'request-job', op, runner: 0, key: op, inert: false, full: false, phase: 0, every: 1 });
  return { desk, request, answers, signals, sent, lines, done, loads: () => loads };
}

test('what runs jobs is loaded once, after the first request is out, however many bring jobs', async () => {
  const { request, answers, sent, loads } = rig();
  request(1);
  request(2);
  expect([answers.length, loads()]).toEqual([2, 0]);
  answers[0]?.(withJob(7));
  answers[1]?.(withJob(8));
  await expect.poll(() => sent.length).toBe(2);
  expect(sent).toMatchObject([
    { op: 1, job: { id: 7, timeout: 1 } },
    { op: 2, job: { id: 8, timeout: 2 } },
  ]);
  expect(loads()).toBe(1);
});

test('what runs jobs is loaded while the first request is open, so that its job does not wait for it', async () => {
  const { request, sent, loads } = rig();
  request(1);
  await expect.poll(loads).toBe(1);
  expect(sent).toEqual([]);
});

test('a job that cannot be read is failed by the job desk, and is a fault of the request', async () => {
  const { request, answers, sent, done, lines } = rig();
  request(1);
  const fault = { code: 'unknown', detail: 'the job is not JSON' } as const;
  answers[0]?.({ ...nothing, unparsable: { id: 9, token: 't', reason: 'the job is not JSON' }, fault });
  await expect.poll(() => sent).toEqual([{ kind: 'request-answered', op: 1, job: null, fault, retried: false, fruitless: 0 }]);
  expect(done).toEqual(['failed 9']);
  expect(lines.join('')).toContain('the job is not JSON');
});

test('what concerns a job goes to its desk, and an abandoned request is given up without a word', async () => {
  const { desk, request, answers, signals, sent, done, lines } = rig();
  request(1);
  answers[0]?.(withJob(7));
  await expect.poll(() => sent.length).toBe(1);
  desk.perform({ kind: 'stop-job', runner: 0, key: 1, cause: 'canceled' });
  expect(done).toEqual(['stop-job']);
  request(2);
  desk.perform({ kind: 'abandon-request', op: 2, runner: 0 });
  expect(signals[1]?.aborted).toBe(true);
  answers[1]?.({ ...nothing, fault: { code: 'timeout', detail: 'given up' }, httpStatus: null });
  await expect.poll(() => sent.length).toBe(2);
  expect(lines).toEqual([]);
});
