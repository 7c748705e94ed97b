import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { json } from '../../../adapters/demo-coordinator/exchange.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { clientFor, soon } from './client-for.ts';

const discovery = /runners\/router\/discovery$/;
const hour = 3_600_000;

describe('the job router', () => {
  let coordinator: TestCoordinator;
  let reports: string[];
  let now: number;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start({ longPollMs: 1 });
    reports = [];
    now = 1_000_000;
  });

  afterEach(() => coordinator.close());

  const client = (useJobRouter: boolean) =>
    clientFor(coordinator.url, { useJobRouter, now: () => now, report: (level, message) => reports.push(`${level} ${message}`) });
  const paths = (): string[] => coordinator.exchanges.map(({ method, path }) => `${method} ${path}`);

  test('is asked after only with FF_USE_JOB_ROUTER', async () => {
    await client(false).requestJob(soon());
    expect(paths()).toEqual(['POST /api/v4/jobs/request']);
  });

  test('that GitLab does not have (501) leaves jobs/request, and is asked after again after an hour', async () => {
    const asking = client(true);
    coordinator.gitlab.add({ id: 5, token: 't' });
    expect((await asking.requestJob(soon())).job?.id).toBe(5);
    now += hour - 1;
    await asking.requestJob(soon());
    expect(paths()).toEqual(['GET /api/v4/runners/router/discovery', 'POST /api/v4/jobs/request', 'POST /api/v4/jobs/request']);
    now += 1;
    await asking.requestJob(soon());
    expect(paths().slice(3)).toEqual(['GET /api/v4/runners/router/discovery', 'POST /api/v4/jobs/request']);
    expect(reports).toEqual(Array.from({ length: 2 }, () => 'debug no job router: 501 Not Implemented'));
  });

  test('that GitLab has is named, and jobs are requested from GitLab itself', async () => {
    coordinator.answer('GET', discovery, json(200, { server_url: 'wss://kas.gitlab.test' }));
    coordinator.gitlab.add({ id: 5, token: 't' });
    expect((await client(true).requestJob(soon())).job?.id).toBe(5);
    expect(reports).toEqual(['debug GitLab has a job router at wss://kas.gitlab.test; jobs are requested from GitLab itself']);
    expect(coordinator.calls('GET', discovery)[0]!.headers['runner-token']).toBe('glrt-test');
  });

  test('whose answer cannot be read is none', async () => {
    coordinator.answer('GET', discovery, { status: 200, body: '<html>' });
    expect((await client(true).requestJob(soon())).httpStatus).toBe(204);
  });

  test('is asked after once for requests that begin together', async () => {
    const asking = client(true);
    await Promise.all([asking.requestJob(soon()), asking.requestJob(soon()), asking.requestJob(soon())]);
    expect(coordinator.calls('GET', discovery)).toHaveLength(1);
  });
});
