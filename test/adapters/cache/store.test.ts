import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InstanceCredentials } from '../../../adapters/cache/s3-credentials.ts';
import { makeCacheStore } from '../../../adapters/cache/make-cache-store.ts';
import type { CacheStore } from '../../../adapters/cache/cache-store.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import { noVersitygw, Versitygw } from '../../servers/versitygw.ts';
import { Instance } from '../artifacts/instance.ts';
import { hurried, selected } from '../artifacts/plans.ts';
import { RecordingServer } from '../artifacts/recording-server.ts';

/** The store of a `[runners.cache]`, and what loading it says. */
function made(cache: string, now = (): Date => new Date()): { readonly store: CacheStore | null; readonly messages: readonly string[] } {
  const text = `concurrent = 1\n[[runners]]\nname = "one"\nurl = "https://gitlab.example.com"\ntoken = "glrt-abcdefghijkl"\nexecutor = "instance"\n${cache}\n[runners.autoscaler]\nplugin = "docker"\nmax_instances = 1\n`;
  const { config, findings } = loadConfig(text, 'config.toml');
  const store = makeCacheStore(config!.runners[0]!.cache, { shortToken: 'abcdefghi', environment: {}, now });
  return { store, messages: findings.filter(({ rule }) => rule === 'cache').map(({ message }) => message) };
}

const time = (): Date => new Date('2026-03-02T10:15:00Z');
const minute = 60_000;

describe('a configured cache', () => {
  test('none, and one that only says where it begins, stay on the instances', () => {
    expect(made('').store).toBeNull();
    expect(made('[runners.cache]\nPath = "p"\nShared = true').store).toBeNull();
  });

  test.each([
    ['[runners.cache]\nType = "s3"\n[runners.cache.s3]\nServerAddress = "minio:9000"', 'the s3 cache needs BucketName: caches stay on the instances'],
    ['[runners.cache]\nType = "gcs"\n[runners.cache.gcs]\nBucketName = "b"', 'the gcs cache needs AccessID, PrivateKey: caches stay on the instances'],
    ['[runners.cache]\nType = "azure"', 'the azure cache needs ContainerName, AccountName, AccountKey: caches stay on the instances'],
    ['[runners.cache]\nType = "ftp"', 'unknown type of cache "ftp": caches stay on the instances'],
  ])('what cannot be used is warned of and used by nobody: %s', (text, message) => {
    expect(made(text)).toMatchObject({ messages: [message] });
  });

  test.each([
    ['AWS', 'BucketName = "b"\nBucketLocation = "eu-west-1"', 'https://b.s3.dualstack.eu-west-1.amazonaws.com/o'],
    ['AWS by its old name', 'ServerAddress = "s3.amazonaws.com"\nBucketName = "b"', 'https://b.s3.dualstack.us-east-1.amazonaws.com/o'],
    ['AWS without IPv6', 'BucketName = "b"\nDualStack = false', 'https://b.s3.us-east-1.amazonaws.com/o'],
    ['AWS in China', 'BucketName = "b"\nBucketLocation = "cn-north-1"\nDualStack = false', 'https://b.s3.cn-north-1.amazonaws.com.cn/o'],
    ['AWS with a dot in the name', 'BucketName = "b.c"', 'https://s3.dualstack.us-east-1.amazonaws.com/b.c/o'],
    ['AWS accelerated', 'BucketName = "b"\nAccelerate = true', 'https://b.s3-accelerate.dualstack.amazonaws.com/o'],
    ['another server', 'ServerAddress = "minio.example.com:9000"\nBucketName = "b"\nInsecure = true', 'http://minio.example.com:9000/b/o'],
    ['another server, its usual port written', 'ServerAddress = "minio.example.com:443"\nBucketName = "b"', 'https://minio.example.com/b/o'],
    ['another server with names for buckets', 'ServerAddress = "minio.example.com"\nBucketName = "b"\nPathStyle = false', 'https://b.minio.example.com/o'],
  ])('a bucket of S3 is found at the address of %s', async (_, keys, address) => {
    const { store } = made(`[runners.cache]\nType = "s3"\n[runners.cache.s3]\nAuthenticationType = "access-key"\nAccessKey = "k"\nSecretKey = "s"\n${keys}`);
    const { url } = await store!.download('o', minute);
    expect(url.replace(/\?.*/, '')).toBe(address);
  });

  test('runners have places of their own, unless the cache is shared', () => {
    const table = (keys: string): string =>
      `[runners.cache]\nType = "azure"\n${keys}\n[runners.cache.azure]\nAccountName = "a"\nAccountKey = "a2V5"\nContainerName = "c"`;
    expect(made(table('')).store!.prefix).toBe('runner/abcdefghi');
    expect(made(table('Path = "ci"')).store!.prefix).toBe('ci/runner/abcdefghi');
    expect(made(table('Path = "ci"\nShared = true')).store!.prefix).toBe('ci');
    expect(made(table('Shared = true')).store!.prefix).toBe('');
  });

  test('an upload has the headers that its storage wants, and metadata that a header can hold', async () => {
    const azure = made('[runners.cache]\nType = "azure"\n[runners.cache.azure]\nAccountName = "a"\nAccountKey = "a2V5"\nContainerName = "c"', time).store!;
    expect((await azure.upload('o', minute, { cachekey: 'k', other: 'grün' })).headers).toEqual({ 'x-ms-blob-type': 'BlockBlob', 'x-ms-meta-cachekey': 'k' });
    const gcs = made(
      '[runners.cache]\nType = "gcs"\nMaxUploadedArchiveSize = 99\n[runners.cache.gcs]\nAccessID = "GOOG1E"\nPrivateKey = "secret"\nBucketName = "b"',
      time,
    ).store!;
    const upload = await gcs.upload('o', minute, { cachekey: 'k' });
    expect(upload.headers).toEqual({ 'Content-Type': 'application/octet-stream', 'x-goog-content-length-range': '0,99', 'x-goog-meta-cachekey': 'k' });
    expect(new URL(upload.url).searchParams.get('X-Goog-SignedHeaders')).toBe('content-type;host;x-goog-content-length-range;x-goog-meta-cachekey');
    const kms = made(
      '[runners.cache]\nType = "s3"\n[runners.cache.s3]\nBucketName = "b"\nAuthenticationType = "access-key"\nServerSideEncryption = "KMS"\nServerSideEncryptionKeyID = "alias/x"',
    ).store!;
    expect((await kms.upload('o', minute, {})).headers).toEqual({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'alias/x',
    });
  });

  test("a service account's file is read once, and one that is none is a fault without its content", () => {
    using instance = new Instance([]);
    const file = join(instance.home, 'account.json');
    writeFileSync(file, '{"private_key": "hunter2"}');
    const table = `[runners.cache]\nType = "gcs"\n[runners.cache.gcs]\nBucketName = "b"\nCredentialsFile = "${file}"`;
    expect(() => made(table)).toThrow(FaultError);
    expect(() => made(table)).not.toThrow('hunter2');
  });
});

describe("the machine's own credentials", () => {
  const answers = { Expiration: '2026-03-02T16:00:00Z', AccessKeyId: 'ASIA', SecretAccessKey: 'secret', Token: 'session' };

  test('are those of the environment', async () => {
    const credentials = new InstanceCredentials({ environment: { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's' }, now: time });
    expect(await credentials.get()).toEqual({ accessKey: 'k', secretKey: 's', sessionToken: '' });
  });

  test("else those of the machine's role, asked for once while they last", async () => {
    await using server = await new RecordingServer(({ method, url }) => ({
      status: 200,
      body: method === 'PUT' ? 'session-token' : url.endsWith('/ci') ? JSON.stringify(answers) : 'ci\n',
    })).start();
    const credentials = new InstanceCredentials({ environment: {}, now: time, address: server.url });
    expect(await credentials.get()).toEqual({ accessKey: 'ASIA', secretKey: 'secret', sessionToken: 'session' });
    await credentials.get();
    expect(server.requests.map(({ method, headers }) => [method, headers['x-aws-ec2-metadata-token']])).toEqual([
      ['PUT', undefined],
      ['GET', 'session-token'],
      ['GET', 'session-token'],
    ]);
  });

  test('and none is a fault', async () => {
    await using server = await new RecordingServer([{ status: 404 }]).start();
    await expect(new InstanceCredentials({ environment: {}, now: time, address: server.url }).get()).rejects.toThrow(FaultError);
  });
});

describe.skipIf(noVersitygw !== null)('a server of S3 that checks signatures', () => {
  const storeOf = (server: Versitygw, secretKey = server.credentials.secretKey, now?: () => Date): CacheStore =>
    made(
      `[runners.cache]\nType = "s3"\n[runners.cache.s3]\nServerAddress = "${server.address}"\nInsecure = true\nBucketName = "cache"\nAccessKey = "${server.credentials.accessKey}"\nSecretKey = "${secretKey}"`,
      now,
    ).store!;

  test('takes what is signed, and refuses a wrong secret, another method and a URL that is too old', async () => {
    await using server = await new Versitygw().start('cache');
    const store = storeOf(server);
    const object = 'runner/abc/project/42/a b+c~(x)=é';
    const { url, headers } = await store.upload(object, minute, { cachekey: 'a b' });
    const put = await fetch(url, { method: 'PUT', headers, body: 'content' });
    expect(put.status, await put.text()).toBe(200);
    const got = await fetch((await store.download(object, minute)).url);
    expect([got.status, await got.text(), got.headers.get('x-amz-meta-cachekey')]).toEqual([200, 'content', 'a b']);
    expect((await fetch((await store.head(object, minute)).url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch((await store.download('missing', minute)).url)).status).toBe(404);
    expect((await fetch((await storeOf(server, 'wrong').download(object, minute)).url)).status).toBe(403);
    expect((await fetch((await store.download(object, minute)).url, { method: 'PUT', body: 'x' })).status).toBe(403);
    const old = storeOf(server, server.credentials.secretKey, () => new Date(Date.now() - 2 * minute));
    expect((await fetch((await old.download(object, minute)).url)).status).toBe(403);
    const other = await store.upload(object, minute, { cachekey: 'a b' });
    expect((await fetch(other.url, { method: 'PUT', headers: { 'x-amz-meta-cachekey': 'another' }, body: 'x' })).status).toBe(403);
  });

  test.each(['script', 'manager'] as const)('keeps a cache from one instance for another, by the %s', async (route) => {
    await using server = await new Versitygw().start('cache');
    const store = storeOf(server);
    const object = 'project/42/k1';
    const archive = {
      key: 'k1',
      file: '../../cache/k1/cache.zip',
      alternateFile: '../../cache/other/cache.zip',
      download: await store.download(object, minute),
      upload: await store.upload(object, minute, { cachekey: 'k1' }),
      head: await store.head(object, minute),
    };
    using first = new Instance(route === 'script' ? ['curl', 'zip'] : []);
    first.write('vendor/x', 'kept');
    const save = { kind: 'save-cache', timeout: 1, site: { projectDirectory: first.project, pace: hurried } } as const;
    const saved = await first[route]({ ...save, steps: [{ kind: 'cache', archive, files: selected(first.project, ['vendor']), largestUpload: 0 }] });
    expect(saved.lines.at(-1), saved.log).toBe('Created cache');
    using second = new Instance(route === 'script' ? ['curl', 'unzip'] : []);
    const restored = await second[route]({
      kind: 'restore-cache',
      timeout: 1,
      site: { projectDirectory: second.project, pace: hurried },
      steps: [{ kind: 'cache', archives: [archive], cleaned: [] }],
    });
    expect(restored.lines.at(-1), restored.log).toBe('Successfully extracted cache');
    expect(
      (await second.connection.run({ command: 'cat builds/project/vendor/x', stdin: '', output: () => undefined, signal: AbortSignal.timeout(5000) })).exitCode,
    ).toBe(0);
  });
});

if (noVersitygw !== null) test.skip(`a server of S3 that checks signatures: ${noVersitygw}`, () => undefined);
