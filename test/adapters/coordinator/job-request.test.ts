import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordedPayload, recordedPayloadNames } from '../../coordinator/recorded-payload.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { clientFor, info, soon, Waits } from './client-for.ts';

const requests = /jobs\/request$/;
const json = { 'Content-Type': 'application/json' };
const token = 'glcbt-secretsecretsecret';

describe('a job request', () => {
  let coordinator: TestCoordinator;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start();
  });

  afterEach(() => coordinator.close());

  test('names the runner, its system and what it can do', async () => {
    await clientFor(coordinator.url).requestJob(soon());
    const [call] = coordinator.calls('POST', requests);
    expect(call!.json).toEqual({ info, token: 'glrt-test', system_id: 's_0123456789ab' });
    expect(call!.headers).toMatchObject({ 'runner-token': 'glrt-test', accept: 'application/json', 'content-type': 'application/json' });
    expect(call!.headers['user-agent']).toMatch(/^drydock 1\.2\.3 \(abc; node[\d.]+; \w+\/\w+\)$/);
    expect(call!.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  test('is sent below /api/v4/ whether the url ends with a slash, with /ci, or with neither', async () => {
    for (const ending of ['', '/', '/ci', '/ci/']) await clientFor(coordinator.url + ending).requestJob(soon());
    expect(coordinator.exchanges.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => '/api/v4/jobs/request'));
  });

  test('that finds no job is answered with 204: neither job nor fault', async () => {
    expect(await clientFor(coordinator.url).requestJob(soon())).toEqual({ job: null, unparsable: null, fault: null, retried: false, httpStatus: 204 });
  });

  test('sends no last_update the first time, and then the value of X-GitLab-Last-Update', async () => {
    const client = clientFor(coordinator.url);
    coordinator.answer('POST', requests, { status: 204, headers: { 'X-GitLab-Last-Update': 'abc' } }, { status: 204 }, { status: 204 });
    for (let time = 0; time < 3; time++) await client.requestJob(soon());
    expect(coordinator.calls('POST', requests).map(({ json: body }) => (body as { last_update?: string }).last_update)).toEqual([undefined, 'abc', 'abc']);
  });

  test('sends the X-GitLab-Last-Update of any JSON call of its client, but not that of a log', async () => {
    const client = clientFor(coordinator.url);
    const updates = client.jobUpdates({ id: 7, token, debugTrace: false });
    const update = { state: 'running', failureReason: null, exitCode: null, checksum: null, bytes: 0 } as const;
    coordinator.answer('PUT', /jobs\/7$/, { status: 200, headers: { 'X-GitLab-Last-Update': 'from-put' } });
    coordinator.answer('PATCH', /jobs\/7\/trace$/, { status: 202, headers: { 'X-GitLab-Last-Update': 'from-patch' } });
    await updates.update(update, soon());
    await updates.appendLog(Buffer.from('log'), 0, soon());
    await client.requestJob(soon());
    expect(coordinator.calls('POST', requests)[0]!.json).toMatchObject({ last_update: 'from-put' });
  });

  test('is held while the queue does not change, and brings a job the moment there is one', async () => {
    const patient = await TestCoordinator.start({ longPollMs: 30_000 });
    try {
      const client = clientFor(patient.url);
      await client.requestJob(soon());
      const held = client.requestJob(soon());
      setTimeout(() => patient.gitlab.add({ id: 5, token }), 50);
      expect((await held).job?.id).toBe(5);
    } finally {
      await patient.close();
    }
  });

  test.each(recordedPayloadNames)('brings the recorded job %s', async (name) => {
    const payload = recordedPayload(name, { id: 77, token, url: coordinator.url });
    coordinator.gitlab.add(payload);
    const { job, fault } = await clientFor(coordinator.url).requestJob(soon());
    expect(fault).toBeNull();
    expect(job).toMatchObject({ id: 77, token, steps: payload['steps'] });
    expect(job!.variables.map(({ key }) => key)).toEqual((payload['variables'] as { key: string }[]).map(({ key }) => key));
  });

  test('fills in what a job leaves out or has as null', async () => {
    coordinator.gitlab.add({ id: 5, token, steps: null, git_info: { ref: 'main', refspecs: null }, variables: [{ key: 'A' }], cache: [{ key: 'c' }] });
    const { job } = await clientFor(coordinator.url).requestJob(soon());
    expect(job).toMatchObject({ steps: [], image: null, dependencies: [], runner_info: { timeout: 0 }, features: { failure_reasons: [] } });
    expect(job!.git_info).toMatchObject({ ref: 'main', refspecs: [], depth: 0, sha: '' });
    expect(job!.variables).toEqual([{ key: 'A', value: '', public: false, masked: false, file: false, raw: false }]);
    expect(job!.cache).toEqual([{ key: 'c', untracked: false, policy: '', paths: [], when: '', fallback_keys: [] }]);
  });

  test('reads an answer that comes as gzip', async () => {
    const body = gzipSync(JSON.stringify({ id: 5, token }));
    coordinator.answer('POST', requests, { status: 201, headers: { ...json, 'Content-Encoding': 'gzip' }, body });
    expect((await clientFor(coordinator.url).requestJob(soon())).job?.id).toBe(5);
  });
});

describe('a job that came and cannot be read is given back to be failed, never lost', () => {
  let coordinator: TestCoordinator;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start();
  });

  afterEach(() => coordinator.close());

  const whole = JSON.stringify({ id: 5, token, variables: [{ key: 'SECRET', value: 'hunter2' }], steps: [{ name: 'script', script: ['echo'] }] });

  test.each([
    ['its form is not the known one', json, JSON.stringify({ id: 5, token, steps: 'no list' }), /^the job is not of the known form: steps: /],
    ['its id is a text', json, JSON.stringify({ id: '5', token }), /^the job is not of the known form: id: /],
    ['its answer is not application/json', { 'Content-Type': 'text/html; charset=utf-8' }, whole, /^server should return application\/json\. Got: text\/html$/],
    ['its answer has no Content-Type', {}, whole, /^server should return application\/json\. Got: $/],
    ['its JSON ends too early', json, whole.slice(0, -20), /^the job is not JSON$/],
    ['another id and token follow in it', json, `{"id": 5, "token": "${token}", "dependencies": [{"id": 6, "token": "other"}`, /^the job is not JSON$/],
  ])('where %s', async (_, headers, body, reason) => {
    coordinator.answer('POST', requests, { status: 201, headers, body });
    const answer = await clientFor(coordinator.url).requestJob(soon());
    expect(answer).toMatchObject({ job: null, unparsable: { id: 5, token }, fault: { code: 'unknown' }, httpStatus: 201 });
    expect(answer.unparsable!.reason).toMatch(reason);
    expect(answer.unparsable!.reason).not.toMatch(/hunter2|secretsecret/);
  });

  test.each([
    ['plain', {}, Buffer.from(whole), 90],
    ['gzip', { 'Content-Encoding': 'gzip' }, gzipSync(whole.slice(0, -1) + `,"padding":"${randomBytes(2000).toString('hex')}"}`), 600],
  ])('where the connection breaks in mid-answer (%s), without asking again', async (_, encoding, body, cutAt) => {
    coordinator.answer('POST', requests, { status: 201, headers: { ...json, ...encoding }, body, cutAt });
    const answer = await clientFor(coordinator.url).requestJob(soon());
    expect(answer.unparsable).toEqual({ id: 5, token, reason: 'the answer with the job broke off' });
    expect(coordinator.calls('POST', requests)).toHaveLength(1);
  });

  test('and the runner stays healthy where not even an id is in it', async () => {
    coordinator.answer('POST', requests, { status: 201, headers: { 'Content-Type': 'text/html' }, body: '<html>' });
    const answer = await clientFor(coordinator.url).requestJob(soon());
    expect(answer).toMatchObject({ job: null, unparsable: null, fault: { code: 'unknown', detail: 'the job is not JSON' } });
  });

  test('and one that has begun to arrive when the request is abandoned is read to its end', async () => {
    const given = new AbortController();
    const server = createServer((_, response) => {
      response.writeHead(201, json).write(whole.slice(0, 10));
      setTimeout(() => given.abort(), 30);
      given.signal.addEventListener('abort', () => response.end(whole.slice(10)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = clientFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect((await client.requestJob(given.signal)).job?.id).toBe(5);
    await client.close();
    server.close();
  });
});

describe('what an answer means for the health of the runner', () => {
  let coordinator: TestCoordinator;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start();
  });

  afterEach(() => coordinator.close());

  test.each([
    [403, 'auth'],
    [409, 'conflict'],
    [404, 'not-found'],
    [401, 'unknown'],
    [422, 'unknown'],
    [503, 'unknown'],
    [500, 'unknown'],
    [429, 'throttled'],
  ])('%i is the fault %s', async (status, code) => {
    coordinator.answerAlways('POST', requests, { status, headers: json, body: JSON.stringify({ message: `${status} no` }) });
    const answer = await clientFor(coordinator.url).requestJob(soon());
    expect(answer).toMatchObject({ job: null, httpStatus: status, fault: { code } });
    expect(answer.fault!.detail).toMatch(new RegExp(`^${status} .*\\(${status} no\\)$`));
  });

  test('a token of a runner that is gone is the fault auth', async () => {
    coordinator.gitlab.runners.answer(
      {
        method: 'DELETE',
        path: '/api/v4/runners',
        query: new URLSearchParams(),
        headers: {},
        body: Buffer.from('{"token":"glrt-test"}'),
        port: 0,
        signal: soon(),
      },
      'runners',
    );
    expect((await clientFor(coordinator.url).requestJob(soon())).fault?.code).toBe('auth');
  });

  test('no server is the fault unreachable, after five attempts', async () => {
    const { url } = coordinator;
    await coordinator.close();
    const waits = new Waits();
    const answer = await clientFor(url, { waits }).requestJob(soon());
    expect(answer).toMatchObject({ httpStatus: null, retried: false, fault: { code: 'unreachable' } });
    expect(answer.fault!.detail).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/api\/v4\/jobs\/request: connect ECONNREFUSED/);
    expect(waits.ms).toHaveLength(4);
  });

  test('a request that is given up is the fault timeout, at once', async () => {
    coordinator.answer('POST', requests, () => new Promise(() => undefined));
    const given = new AbortController();
    const asked = clientFor(coordinator.url).requestJob(given.signal);
    setTimeout(() => given.abort(), 20);
    expect(await asked).toMatchObject({ job: null, httpStatus: null, fault: { code: 'timeout' } });
  });

  test.each(['ftp://gitlab.test', 'gitlab.test', ''])('the url %o is refused at once', (url) => {
    expect(() => clientFor(url)).toThrow(expect.objectContaining({ fault: expect.objectContaining({ code: 'auth' }) as unknown }) as Error);
  });
});
