import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ApiCallRecord } from '../../../adapters/coordinator/api-exchange.ts';
import { pause } from '../../../adapters/coordinator/http-transport.ts';
import { redirectTarget } from '../../../adapters/coordinator/redirect-target.ts';
import { isRetriedStatus, retryWaitMs } from '../../../adapters/coordinator/retry-wait.ts';
import type { Outcome } from '../../../adapters/demo-coordinator/exchange.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { clientFor, soon, Waits } from './client-for.ts';

const requests = /jobs\/request$/;
const empty: Outcome = { status: 204 };

function status(code: number, headers: Readonly<Record<string, string>> = {}): Outcome {
  return { status: code, headers };
}

describe('a call that GitLab pushes back is tried again', () => {
  let coordinator: TestCoordinator;
  let waits: Waits;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start();
    waits = new Waits();
  });

  afterEach(() => coordinator.close());

  test.each([408, 429, 500, 502, 503, 504, 512, 520, 599])('after %i', async (code) => {
    coordinator.answer('POST', requests, status(code), empty);
    expect(await clientFor(coordinator.url, { waits }).requestJob(soon())).toMatchObject({ httpStatus: 204, retried: true, fault: null });
    expect(waits.ms).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 409, 412, 416, 422, 501, 505, 511])('but not after %i', async (code) => {
    coordinator.answer('POST', requests, status(code), empty);
    expect(await clientFor(coordinator.url, { waits }).requestJob(soon())).toMatchObject({ httpStatus: code, retried: false });
    expect(waits.ms).toEqual([]);
  });

  test('five times in total, with waits that may grow from 100 ms twofold; then the next poll', async () => {
    coordinator.answerAlways('POST', requests, status(500));
    expect(await clientFor(coordinator.url, { waits, random: () => 0.999_999 }).requestJob(soon())).toMatchObject({ httpStatus: 500, retried: true });
    expect(coordinator.calls('POST', requests)).toHaveLength(5);
    expect(waits.ms.map(Math.round)).toEqual([100, 200, 400, 800]);
  });

  test('after the seconds of Retry-After', async () => {
    coordinator.answer('POST', requests, status(429, { 'Retry-After': '2' }), empty);
    await clientFor(coordinator.url, { waits }).requestJob(soon());
    expect(waits.ms).toEqual([2000]);
  });

  test('at the time in RateLimit-ResetTime, whatever Retry-After says', async () => {
    const now = Date.parse('2026-08-22T00:00:00Z');
    coordinator.answer('POST', requests, status(429, { 'Retry-After': '60', 'RateLimit-ResetTime': 'Sat, 22 Aug 2026 00:00:03 GMT' }), empty);
    await clientFor(coordinator.url, { waits, now: () => now }).requestJob(soon());
    expect(waits.ms).toEqual([3000]);
  });

  test('under the same X-Request-Id, with the same body', async () => {
    coordinator.answer('POST', requests, status(502), empty);
    await clientFor(coordinator.url, { waits }).requestJob(soon());
    const [first, second] = coordinator.calls('POST', requests);
    expect(second!.headers['x-request-id']).toBe(first!.headers['x-request-id']);
    expect(second!.body).toEqual(first!.body);
  });

  test('when the connection breaks before an answer, which is no push-back', async () => {
    coordinator.answer('POST', requests, 'hang-up', empty);
    expect(await clientFor(coordinator.url, { waits }).requestJob(soon())).toMatchObject({ httpStatus: 204, retried: false, fault: null });
  });

  test('for a log as for a request: the same range', async () => {
    coordinator.answer('PATCH', /trace$/, status(502), status(429), status(202));
    const updates = clientFor(coordinator.url, { waits }).jobUpdates({ id: 7, token: 't', debugTrace: false });
    expect((await updates.appendLog(Buffer.from('abc'), 10, soon())).kind).toBe('ok');
    expect(coordinator.calls('PATCH', /trace$/).map(({ headers, body }) => [headers['content-range'], body.toString()])).toEqual(
      Array.from({ length: 3 }, () => ['10-12', 'abc']),
    );
  });

  test('no longer once it is given up', async () => {
    const given = new AbortController();
    coordinator.answerAlways('POST', requests, () => {
      setTimeout(() => given.abort(), 10);
      return status(500, { 'Retry-After': '60' });
    });
    const answer = await clientFor(coordinator.url, { sleep: pause }).requestJob(given.signal);
    expect(answer).toMatchObject({ httpStatus: null, retried: true, fault: { code: 'timeout' } });
    expect(coordinator.calls('POST', requests)).toHaveLength(1);
  });

  test('and counted once, with all its attempts, under a path without numbers', async () => {
    const calls: ApiCallRecord[] = [];
    coordinator.answer('PATCH', /trace$/, status(502), status(202));
    const client = clientFor(coordinator.url, { waits, observe: (call) => calls.push(call) });
    await client.jobUpdates({ id: 7, token: 't', debugTrace: false }).appendLog(Buffer.from('abc'), 0, soon());
    const [call] = calls;
    expect(calls).toHaveLength(1);
    expect(call).toMatchObject({ endpoint: 'patch_trace', method: 'PATCH', path: '/api/v4/jobs/{id}/trace', status: 202, attempts: 2 });
    expect(call!.durationMs).toBeGreaterThanOrEqual(0);
  });
});

describe('the wait before another attempt', () => {
  const of = (headers: Readonly<Record<string, string>>, waitIndex = 0, random = 0): number => retryWaitMs({ headers, waitIndex, random, nowMs: 0 });

  test('is never under 100 ms and never over a minute where GitLab names none', () => {
    expect(of({}, 0, 0.9)).toBe(100);
    expect(of({}, 30, 0)).toBe(100);
    expect(of({}, 30, 0.999_999_9)).toBeCloseTo(60_000, 0);
  });

  test('is at most 15 minutes, whatever a header says', () => {
    expect(of({ 'retry-after': '999999' })).toBe(900_000);
    expect(of({ 'ratelimit-resettime': 'Sat, 22 Aug 2026 00:00:00 GMT' })).toBe(900_000);
  });

  test('is not taken from a time that has passed, nor from a header that is none', () => {
    expect(retryWaitMs({ headers: { 'ratelimit-resettime': 'Thu, 01 Jan 1970 00:00:01 GMT', 'retry-after': '7' }, waitIndex: 0, random: 0, nowMs: 5000 })).toBe(
      7000,
    );
    expect(of({ 'retry-after': 'soon' })).toBe(100);
    expect(of({ 'retry-after': '0' })).toBe(100);
    expect(of({ 'ratelimit-resettime': 'soon' })).toBe(100);
  });

  test('is for 408, 429, 500, 502, 503, 504 and everything from 512 on', () => {
    const retried = Array.from({ length: 500 }, (_, index) => 100 + index).filter(isRetriedStatus);
    expect(retried).toEqual([408, 429, 500, 502, 503, 504, ...Array.from({ length: 88 }, (_, index) => 512 + index)]);
  });
});

describe('a token never reaches another host by a redirection', () => {
  let coordinator: TestCoordinator;
  let other: Server;
  let heard: string[];
  let otherPort: number;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start();
    heard = [];
    other = createServer((request, response) => {
      heard.push(JSON.stringify(request.headers));
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    otherPort = (other.address() as AddressInfo).port;
  });

  afterEach(async () => {
    await coordinator.close();
    other.closeAllConnections();
    other.close();
  });

  test.each([301, 302, 303, 307, 308])('%i of a job request is a fault that names the other host', async (code) => {
    coordinator.answer('POST', requests, status(code, { Location: `http://localhost:${otherPort}/api/v4/jobs/request` }));
    const answer = await clientFor(coordinator.url).requestJob(soon());
    expect(answer.fault?.detail).toContain(`to http://localhost:${otherPort}, which is not followed: set url to it`);
    expect(heard).toEqual([]);
  });

  test('JOB-TOKEN is not forwarded, not even to another port', async () => {
    coordinator.answer('PUT', /jobs\/7$/, status(307, { Location: `http://127.0.0.1:${otherPort}/api/v4/jobs/7` }));
    const updates = clientFor(coordinator.url).jobUpdates({ id: 7, token: 'glcbt-job', debugTrace: false });
    expect((await updates.update({ state: 'running', failureReason: null, exitCode: null, checksum: null, bytes: 0 }, soon())).kind).toBe('failed');
    expect(heard).toEqual([]);
  });

  test('but a redirection within the host is followed, with method, token and body', async () => {
    coordinator.answer('POST', requests, status(308, { Location: '/api/v4/elsewhere/jobs/request' }));
    coordinator.answer('POST', /elsewhere/, empty);
    expect((await clientFor(coordinator.url).requestJob(soon())).httpStatus).toBe(204);
    const [first, second] = coordinator.exchanges;
    expect(second).toMatchObject({ method: 'POST', path: '/api/v4/elsewhere/jobs/request', body: first!.body, headers: { 'runner-token': 'glrt-test' } });
  });

  test('and a circle of redirections ends', async () => {
    coordinator.answerAlways('POST', requests, status(307, { Location: '/api/v4/jobs/request' }));
    expect(await clientFor(coordinator.url).requestJob(soon())).toMatchObject({ httpStatus: 307, fault: { code: 'unknown' } });
    expect(coordinator.exchanges).toHaveLength(6);
  });

  test.each([
    ['http://git.test/a', '/b', 'http://git.test/b'],
    ['http://git.test/a', 'https://git.test/a', 'https://git.test/a'],
    ['https://git.test/a', 'http://git.test/a', null],
    ['https://git.test/a', 'https://git.test.evil/a', null],
    ['https://git.test/a', 'https://git.test:8443/a', null],
    ['http://git.test:8080/a', 'https://git.test/a', null],
    ['https://git.test/a', '//evil.test/a', null],
    ['https://git.test/a', 'https://user:password@git.test/a', null],
    ['https://git.test/a', 'file:///etc/passwd', null],
  ])('from %s to %s leads to %s', (from, location, target) => {
    expect(redirectTarget(new URL(from), 302, location)?.href ?? null).toBe(target);
  });
});
