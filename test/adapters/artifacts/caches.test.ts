import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planTransfer } from '../../../adapters/artifacts/plan-transfer.ts';
import type { TransferContext } from '../../../adapters/artifacts/transfer-context.ts';
import type { TransferPlan } from '../../../adapters/artifacts/transfer-plan.ts';
import type { CacheStore } from '../../../adapters/cache/cache-store.ts';
import type { JobCache, JobPayload } from '../../../adapters/coordinator/job-payload.ts';
import { defaultFeatureFlags } from '../../../adapters/shell/feature-flags.ts';
import type { FeatureFlag } from '../../../adapters/shell/feature-flags.ts';
import { JobVariables, runnerVariable } from '../../../adapters/shell/job-variables.ts';
import { Instance } from './instance.ts';
import type { Ran, Tool } from './instance.ts';
import { hurried } from './plans.ts';
import { RecordingServer } from './recording-server.ts';
import { zipListing } from './zip-listing.ts';

interface Route {
  readonly name: string;
  readonly tools: readonly Tool[];
  readonly run: (instance: Instance, plan: TransferPlan) => Promise<Ran>;
}

const byTools: Route = { name: 'zip and unzip', tools: ['curl', 'zip', 'unzip'], run: async (instance, plan) => instance.script(plan) };
const byPython: Route = { name: 'python3', tools: ['curl', 'python3'], run: async (instance, plan) => instance.script(plan) };
const byManager: Route = { name: 'the manager', tools: [], run: async (instance, plan) => instance.manager(plan) };
const routes = [byTools, byPython, byManager];

const vendor: JobCache = { key: 'k1', untracked: false, policy: 'pull-push', paths: ['vendor/'], when: 'on_success', fallback_keys: [] };

interface Given {
  readonly caches?: readonly JobCache[];
  readonly store?: CacheStore;
  readonly variables?: Readonly<Record<string, string>>;
  readonly flags?: Partial<Record<FeatureFlag, boolean>>;
}

/** The plan of a stage of a job with caches. */
async function plan(stage: string, instance: Instance, { caches = [vendor], store, variables = {}, flags = {} }: Given = {}): Promise<TransferPlan | null> {
  const payload = {
    id: 7,
    cache: caches,
    job_info: { name: 'build', project_id: 42 },
    git_info: { ref: 'main' },
    runner_info: { timeout: 3600 },
  } as unknown as JobPayload;
  const context: TransferContext = {
    payload,
    coordinatorUrl: 'http://127.0.0.1:9',
    variables: new JobVariables(Object.entries(variables).map(([key, value]) => runnerVariable(key, value))),
    featureFlags: new Map([...defaultFeatureFlags, ...(Object.entries(flags) as [FeatureFlag, boolean][])]),
    projectDirectory: instance.project,
    cacheDirectory: join(instance.home, 'cache'),
    cacheRequestTimeout: 10,
    cacheStore: store ?? null,
    pace: hurried,
  };
  return planTransfer(stage, context);
}

async function ran(route: Route, stage: string, instance: Instance, given: Given = {}): Promise<Ran> {
  const result = await route.run(instance, (await plan(stage, instance, given))!);
  expect(result.exitCode, result.log).toBe(0);
  return { ...result, lines: result.lines.filter((line) => !line.startsWith('Using')) };
}

/** A storage that signs nothing. */
function storeAt(url: string, largestUpload = 0): CacheStore {
  const at = (object: string): string => `${url}/${object}?signature=hunter2`;
  return {
    prefix: 'runner/abc',
    largestUpload,
    download: async (object) => Promise.resolve({ url: at(object), headers: {} }),
    head: async (object) => Promise.resolve({ url: at(object), headers: {} }),
    upload: async (object, _, metadata) => Promise.resolve({ url: at(object), headers: { 'x-meta-cachekey': metadata['cachekey']! } }),
  };
}

describe('caches that stay on the instance', () => {
  const none = 'No URL provided, cache will not be uploaded to shared cache server. Cache will be stored only locally.';
  const asked = 'No URL provided, cache will not be downloaded from shared cache server. Instead a local version of cache will be extracted.';

  test.each(routes)('are saved and restored by $name, with the lines of the real runner', async (route) => {
    using instance = new Instance(route.tools);
    expect((await ran(route, 'restore_cache', instance)).lines).toEqual([
      'Checking cache for k1...',
      asked,
      'WARNING: Cache file does not exist',
      'Failed to extract cache',
    ]);
    instance.write('vendor/x', 'v1\n');
    expect((await ran(route, 'archive_cache', instance)).lines).toEqual([
      'Creating cache k1...',
      'vendor/: found 2 matching artifact files and directories',
      none,
      'Created cache',
    ]);
    expect(Object.keys(await zipListing(readFileSync(join(instance.home, 'cache/k1/cache.zip'))))).toEqual(['vendor/', 'vendor/x']);
    rmSync(join(instance.project, 'vendor'), { recursive: true });
    expect((await ran(route, 'restore_cache', instance)).lines).toEqual(['Checking cache for k1...', asked, 'Successfully extracted cache']);
    expect(readFileSync(join(instance.project, 'vendor/x'), 'utf8')).toBe('v1\n');
  });

  test('an archive is not made again while nothing is newer', async () => {
    using instance = new Instance(byTools.tools);
    instance.write('vendor/x', 'v1\n');
    await ran(byTools, 'archive_cache', instance);
    for (const path of ['vendor', 'vendor/x']) utimesSync(join(instance.project, path), 1, 1);
    const again = await ran(byTools, 'archive_cache', instance);
    expect(again.lines).toContain('Primary cache does not exist remotely, uploading existing archive');
    utimesSync(join(instance.project, 'vendor/x'), new Date(), new Date(Date.now() + 60_000));
    expect((await ran(byTools, 'archive_cache', instance)).lines).not.toContain('Primary cache does not exist remotely, uploading existing archive');
  });

  test.each(routes)('the first of several keys that is there is restored, $name', async (route) => {
    using instance = new Instance(route.tools);
    instance.write('vendor/x', 'other');
    await ran(route, 'archive_cache', instance, { caches: [{ ...vendor, key: 'fallback' }] });
    rmSync(join(instance.project, 'vendor'), { recursive: true });
    const caches = [{ ...vendor, key: '$KEY', fallback_keys: ['missing', '$FALLBACK', 'never'] }];
    const restored = await ran(route, 'restore_cache', instance, { caches, variables: { KEY: 'mine', FALLBACK: 'fallback' } });
    expect(restored.lines.filter((line) => line.startsWith('Checking') || line.includes('extract'))).toEqual(
      ['mine', 'missing', 'fallback'].flatMap((key) => [
        `Checking cache for ${key}...`,
        asked,
        key === 'fallback' ? 'Successfully extracted cache' : 'Failed to extract cache',
      ]),
    );
    expect(readFileSync(join(instance.project, 'vendor/x'), 'utf8')).toBe('other');
  });

  test.each([byTools, byManager])('nothing to cache is no failure, $name', async (route) => {
    using instance = new Instance(route.tools);
    expect((await ran(route, 'archive_cache', instance)).lines.slice(-2)).toEqual(['WARNING: No files to cache.', 'Created cache']);
  });

  test.each([byTools, byManager])('what a failed extraction left is removed with FF_CLEAN_UP_FAILED_CACHE_EXTRACT, $name', async (route) => {
    using instance = new Instance(route.tools);
    instance.write('vendor/x');
    await ran(route, 'restore_cache', instance, { flags: { FF_CLEAN_UP_FAILED_CACHE_EXTRACT: true } });
    expect(existsSync(join(instance.project, 'vendor'))).toBe(false);
  });
});

describe('caches in a storage', () => {
  test.each(routes)('are uploaded and fetched by signed addresses that the log does not show, $name', async (route) => {
    using instance = new Instance(route.tools);
    let kept: Buffer | null = null;
    await using server = await new RecordingServer(({ method, body }) => {
      if (method === 'PUT') kept = body;
      return kept === null
        ? { status: 404 }
        : { status: 200, headers: { 'Last-Modified': 'Mon, 02 Mar 2026 10:15:00 GMT' }, body: method === 'PUT' ? '' : kept };
    }).start();
    const store = storeAt(server.url);
    const missing = await ran(route, 'restore_cache', instance, { store });
    expect(missing.lines).toEqual([
      'Checking cache for k1...',
      `Downloading cache.zip from ${server.url}/runner/abc/project/42/k1`,
      'WARNING: file does not exist',
      'Failed to extract cache',
    ]);
    instance.write('vendor/x', 'v1\n');
    const saved = await ran(route, 'archive_cache', instance, { store });
    expect(saved.lines.slice(-2)).toEqual([`Uploading cache.zip to ${server.url}/runner/abc/project/42/k1`, 'Created cache']);
    const put = server.requests.find(({ method }) => method === 'PUT')!;
    expect(put.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-meta-cachekey': 'k1', 'content-length': String(put.body.length) });
    expect(await zipListing(put.body)).toEqual({ 'vendor/': '', 'vendor/x': 'v1\n' });
    rmSync(join(instance.project, 'vendor'), { recursive: true });
    rmSync(join(instance.home, 'cache'), { recursive: true, force: true });
    const fetched = await ran(route, 'restore_cache', instance, { store });
    expect(fetched.lines.at(-1)).toBe('Successfully extracted cache');
    expect(readFileSync(join(instance.project, 'vendor/x'), 'utf8')).toBe('v1\n');
    for (const { log } of [missing, saved, fetched]) expect(log).not.toContain('hunter2');
  });

  test('an archive that is up to date is not fetched again', async () => {
    using instance = new Instance(byTools.tools);
    let kept: Buffer = Buffer.alloc(0);
    await using server = await new RecordingServer(({ method, body, headers }) => {
      if (method === 'PUT') kept = body;
      if (method === 'GET' && headers['if-modified-since'] !== undefined) return { status: 304 };
      return { status: 200, headers: { 'Last-Modified': 'Mon, 02 Mar 2026 10:15:00 GMT' }, body: kept };
    }).start();
    instance.write('vendor/x');
    await ran(byTools, 'archive_cache', instance, { store: storeAt(server.url) });
    const restored = await ran(byTools, 'restore_cache', instance, { store: storeAt(server.url) });
    expect(restored.lines.slice(-2)).toEqual(['cache.zip is up to date', 'Successfully extracted cache']);
  });

  test('an archive that is as it was, and in the storage, is not sent again', async () => {
    using instance = new Instance(byTools.tools);
    await using server = await new RecordingServer([{ status: 200 }]).start();
    instance.write('vendor/x');
    await ran(byTools, 'archive_cache', instance, { store: storeAt(server.url) });
    const again = await ran(byTools, 'archive_cache', instance, { store: storeAt(server.url) });
    expect(again.lines.slice(-2)).toEqual(['Primary cache already exists remotely, skipping upload', 'Created cache']);
    expect(server.requests.map(({ method }) => method)).toEqual(['PUT', 'HEAD']);
  });

  test.each(routes)('a storage that fails is asked three times, and a refusal once; neither fails the job, $name', async (route) => {
    using instance = new Instance(route.tools);
    instance.write('vendor/x');
    await using broken = await new RecordingServer([{ status: 503 }]).start();
    const failed = await ran(route, 'archive_cache', instance, { store: storeAt(broken.url) });
    expect(broken.requests.filter(({ method }) => method === 'PUT')).toHaveLength(3);
    expect(failed.lines.slice(-2)).toEqual(['FATAL: received: 503 Service Unavailable', 'Failed to create cache']);
    await using strict = await new RecordingServer([{ status: 403 }]).start();
    const refused = await ran(route, 'restore_cache', instance, { store: storeAt(strict.url) });
    expect(strict.requests).toHaveLength(1);
    expect(refused.lines.slice(-2)).toEqual(['WARNING: received: 403 Forbidden', 'Failed to extract cache']);
  });

  test.each(routes)('an archive above the limit stays on the instance, $name', async (route) => {
    using instance = new Instance(route.tools);
    instance.write('vendor/x');
    await using server = await new RecordingServer([{ status: 200 }]).start();
    const saved = await ran(route, 'archive_cache', instance, { store: storeAt(server.url, 10) });
    expect(server.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    expect(saved.lines.at(-2)).toMatch(/^Cache archive size \(\d+\) is too big \(Limit is set to 10\)\. Cache will be stored only locally\.$/);
    expect(existsSync(join(instance.home, 'cache/k1/cache.zip'))).toBe(true);
  });
});

describe('the plan of a cache', () => {
  const keysOf = async (given: Given): Promise<unknown> => {
    using instance = new Instance([]);
    const made = await plan('restore_cache', instance, given);
    return made?.kind === 'restore-cache' ? made.steps.map((step) => (step.kind === 'remark' ? step.text : step.archives.map(({ key }) => key))) : made;
  };

  test('a job without caches has no stage', async () => {
    expect(await keysOf({ caches: [] })).toBeNull();
    expect(await keysOf({ caches: [{ ...vendor, paths: [] }] })).toBeNull();
  });

  test('the key left out is that of the job and its branch', async () => {
    expect(await keysOf({ caches: [{ ...vendor, key: '' }] })).toEqual([['build/main']]);
  });

  test('the policy may come from a variable', async () => {
    const caches = [{ ...vendor, policy: '$POLICY' as JobCache['policy'] }];
    expect(await keysOf({ caches, variables: { POLICY: 'push' } })).toEqual(['Not downloading cache k1 due to policy']);
    expect(await keysOf({ caches, variables: { POLICY: 'pull' } })).toEqual([['k1']]);
  });

  test('no key leads out of the directory of caches', async () => {
    expect(await keysOf({ caches: [{ ...vendor, key: '../..%2f%2E%2e/a\\b ' }] })).toEqual(['cache key "../..%2f%2E%2e/a\\\\b " sanitized to "a/b"', ['a/b']]);
    expect(await keysOf({ caches: [{ ...vendor, key: '..' }] })).toEqual([
      'cache key ".." could not be sanitized',
      'Skipping cache extraction due to empty cache key',
    ]);
  });

  test('CACHE_FALLBACK_KEY comes last, and never reaches a protected cache', async () => {
    expect(await keysOf({ variables: { CACHE_FALLBACK_KEY: 'shared' } })).toEqual([['k1', 'shared']]);
    expect(await keysOf({ variables: { CACHE_FALLBACK_KEY: 'main-protected. ' } })).toContain(
      'CACHE_FALLBACK_KEY "main-protected." not allowed to end in "-protected"',
    );
  });

  test('with FF_HASH_CACHE_KEYS the archive is found by a hash, in one of 256 places', async () => {
    using instance = new Instance([]);
    const hash = createHash('sha256').update('k1').digest('hex');
    const made = await plan('restore_cache', instance, { store: storeAt('http://127.0.0.1:9'), flags: { FF_HASH_CACHE_KEYS: true } });
    const [step] = made?.kind === 'restore-cache' ? made.steps : [];
    expect(step).toMatchObject({ archives: [{ key: 'k1', file: `../../cache/${hash}/cache.zip`, alternateFile: '../../cache/k1/cache.zip' }] });
    expect(step?.kind === 'cache' ? step.archives[0]?.download?.url : '').toContain(`/runner/abc/project/42/${hash.slice(0, 2)}/${hash}?`);
  });

  test('a cache for failed jobs is saved by failed jobs alone', async () => {
    using instance = new Instance([]);
    const caches: JobCache[] = [
      { ...vendor, key: 'failed', when: 'on_failure' },
      { ...vendor, key: 'succeeded' },
      { ...vendor, key: 'both', when: 'always' },
    ];
    const saved = async (stage: string): Promise<unknown> => {
      const made = await plan(stage, instance, { caches });
      return made?.kind === 'save-cache' ? made.steps.map((step) => (step.kind === 'cache' ? step.archive.key : step.text)) : null;
    };
    expect(await saved('archive_cache')).toEqual(['succeeded', 'both']);
    expect(await saved('archive_cache_on_failure')).toEqual(['failed', 'both']);
  });
});
