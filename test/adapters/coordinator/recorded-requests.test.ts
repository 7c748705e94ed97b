import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Sealed } from '../../../adapters/config/sealed.ts';
import { CoordinatorClient } from '../../../adapters/coordinator/coordinator-client.ts';
import { Registration } from '../../../adapters/coordinator/registration.ts';
import { runnerInfo, type RunnerInfo } from '../../../adapters/coordinator/runner-info.ts';
import { TestCoordinator } from '../../coordinator/test-coordinator.ts';
import { soon } from './client-for.ts';

interface RecordedRequest {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: { readonly info?: RunnerInfo; readonly token?: string; readonly system_id?: string };
  readonly status: number;
}

const records = readFileSync(join(import.meta.dirname, '..', '..', 'golden', 'runner', 'requests.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedRequest);
const record = (name: string): RecordedRequest => records.find((one) => one.name === name)!;

/** The features that GitLab Runner claims for the executors of the record, and Drydock does not have. */
const notClaimed = { vault_secrets: false, job_inputs: false, native_steps_integration: false };
/** Those of the shell executor alone. */
const ofShellExecutor = { session: false, terminal: false };

/** The record with what is Drydock's own in place of the real runner's. */
function expected({ json, method, url, headers }: RecordedRequest): object {
  const own = ['host', 'content-length', 'user-agent', 'x-request-id'];
  const features = { ...json?.info?.features, ...notClaimed, ...(json?.info?.executor === undefined ? {} : ofShellExecutor) };
  return {
    method,
    url,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name))),
    json:
      json?.info === undefined
        ? (json ?? null)
        : { ...json, info: { ...json.info, features, platform: process.platform, architecture: expect.any(String) as unknown } },
  };
}

describe('every call is the one that the real runner makes', () => {
  let coordinator: TestCoordinator;

  beforeEach(async () => {
    coordinator = await TestCoordinator.start();
  });

  afterEach(() => coordinator.close());

  const identity = { name: 'gitlab-runner', version: '19.4.0', revision: 'd79f3e7b' };

  const infoFor = ({ json }: RecordedRequest): RunnerInfo => runnerInfo({ identity, executor: json?.info?.executor ?? '', shell: json?.info?.shell ?? '' });

  function client(of: RecordedRequest, change: { useJobRouter?: boolean } = {}): CoordinatorClient {
    const { json, headers } = of;
    const token = new Sealed(json?.token ?? headers['runner-token'] ?? '');
    const info = infoFor(of);
    const credentials = { url: coordinator.url, token, tlsCaFile: '', tlsCertFile: '', tlsKeyFile: '' };
    return new CoordinatorClient({ credentials, identity, info, systemId: json?.system_id ?? '', environment: {}, ...change });
  }

  /** The last call that arrived, in the form of a record. */
  function arrived(): object {
    const { method, path, query, headers, json } = coordinator.exchanges.at(-1)!;
    const own = ['host', 'content-length', 'user-agent', 'x-request-id', 'connection', 'transfer-encoding'];
    return {
      method,
      url: path + (query === '' ? '' : `?${query}`),
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name))),
      json,
    };
  }

  const calls: Readonly<Record<string, (of: RecordedRequest) => Promise<unknown>>> = {
    verify: (of) => new Registration(client(of).transport).verify(of.json!.token!, of.json!.system_id!, infoFor(of)),
    register: (of) => {
      const parameters = {
        description: 'legacy',
        maintenanceNote: '',
        tagList: 'a,b',
        runUntagged: true,
        locked: true,
        accessLevel: '',
        maximumTimeout: 0,
        paused: false,
      };
      return new Registration(client(of).transport).register(of.json!.token!, parameters, infoFor(of));
    },
    'reset-token': (of) => new Registration(client(of).transport).resetToken(of.json!.token!),
    unregister: (of) => new Registration(client(of).transport).unregister(of.json!.token!, of.json!.system_id!),
    discovery: async (of) => {
      coordinator.answer('POST', /jobs\/request$/, 'hang-up');
      const asked = client(of, { useJobRouter: true });
      const given = new AbortController();
      coordinator.answer('GET', /discovery$/, () => {
        given.abort();
        return { status: 501 };
      });
      await asked.requestJob(given.signal);
    },
    'first-request': (of) => client(of).requestJob(soon()),
    'ssh-request': async (of) => {
      coordinator.answer('POST', /jobs\/request$/, { status: 204, headers: { 'X-GitLab-Last-Update': '0' } });
      const asking = client(of);
      await asking.requestJob(soon());
      await asking.requestJob(soon());
    },
    'later-request': async (of) => {
      coordinator.answer('POST', /jobs\/request$/, { status: 204, headers: { 'X-GitLab-Last-Update': 'abc' } });
      const asking = client(of);
      await asking.requestJob(soon());
      await asking.requestJob(soon());
    },
    running: (of) => updatesOf(of).update({ state: 'running', failureReason: null, exitCode: null, checksum: null, bytes: 0 }, soon()),
    failed: (of) => updatesOf(of).update({ state: 'failed', failureReason: 'script_failure', exitCode: 3, checksum: 'crc32:433aee8f', bytes: 2259 }, soon()),
    success: (of) => updatesOf(of).update({ state: 'success', failureReason: null, exitCode: 0, checksum: 'crc32:3fa219a8', bytes: 2039 }, soon()),
    'canceled-before-it-ran': (of) =>
      updatesOf(of).update({ state: 'failed', failureReason: 'job_canceled', exitCode: null, checksum: 'crc32:00000000', bytes: 0 }, soon()),
    log: (of) => updatesOf(of).appendLog(Buffer.alloc(34), 1589, soon()),
    'debug-log': (of) => updatesOf(of).appendLog(Buffer.alloc(76_299), 0, soon()),
  };

  function updatesOf({ url, headers, json }: RecordedRequest) {
    const job = { id: Number(/jobs\/(\d+)/.exec(url)![1]), token: headers['job-token']!, debugTrace: url.endsWith('debug_trace=true') };
    return client({ ...record('first-request'), json: json ?? record('running').json! }).jobUpdates(job);
  }

  test.each(Object.keys(calls))('%s', async (name) => {
    const of = record(name);
    await calls[name]!(of);
    expect(arrived()).toEqual(expected(of));
  });

  test('and none of the record is left out', () => {
    expect(Object.keys(calls).sort()).toEqual(records.map(({ name }) => name).sort());
  });

  test('the keys of info stand in the order of the record', async () => {
    const of = record('first-request');
    await client(of).requestJob(soon());
    const { info } = coordinator.exchanges.at(-1)!.json as { info: RunnerInfo };
    expect([Object.keys(info), Object.keys(info.features)]).toEqual([Object.keys(of.json!.info!), Object.keys(of.json!.info!.features)]);
  });

  test('labels are told where there are any', () => {
    const of = { identity, executor: 'instance', shell: '' };
    expect(runnerInfo({ ...of, labels: { zone: 'a' } })).toMatchObject({ shell: 'bash', labels: { zone: 'a' } });
    expect(runnerInfo({ ...of, labels: {} })).not.toHaveProperty('labels');
  });
});
