import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { packageVersion } from '../../cli/package-root.ts';
import { announce, clearWork } from '../../cli/queue/open-works.ts';
import { packVersion, unpack } from '../../cli/queue/pack.ts';
import { openWorksKey, queueName, workKeys } from '../../cli/queue/queue-keys.ts';
import { root } from '../house/repository.ts';
import { CertificateFolder } from '../coordinator/certificates.ts';
import { describeWithRedis, startRedis, whyNoTls, type RedisServer } from '../servers/redis.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim, type Outcome } from './memory-io.ts';

const write = folder();
const token = 'glrt-0123456789abcdefghij';
const here = join(write('config.toml', smallConfig.replace('<token>', token)), '..');
write('jobs.csv', `arrival_s,duration_s\n${Array.from({ length: 200 }, (_, index) => `${index * 20},${60 + (index % 90)}`).join('\n')}\n`);
const scenario = write('small.yaml', smallScenario('slo: [ wait.p95 <= 2m ]\n').replace('workload:\n', 'workload:\n  - trace: { file: ./jobs.csv }\n'));
const axes = ['--axis', 'runners.autoscaler.max_instances=1,2,4'];
const longer = ['--set', 'clock.horizon=6d'];

let redis: RedisServer;
/** Serves the tests after the one that starts it. */
let resident: ReturnType<typeof startWorker> | undefined;
const children: ChildProcess[] = [];

function path(name: string): string {
  return join(here, name);
}

function sweep(...args: string[]): Promise<Outcome> {
  return sim(['sweep', scenario, ...axes, ...args]);
}

let known: Promise<{ readonly stdout: string; readonly file: string }> | undefined;

/** What one machine makes of the longer sweep. */
function alone(): NonNullable<typeof known> {
  const file = path('alone.jsonl');
  known ??= sweep('--workers', '0', '-o', file, ...longer).then(({ stdout }) => ({ stdout, file: readFileSync(file, 'utf8') }));
  return known;
}

/** A worker of this process, until it is told to leave. */
function startWorker(...args: string[]): { readonly ended: Promise<Outcome>; leave(): Promise<Outcome> } {
  let leaves = false;
  const ended = sim(['worker', redis.url, '-j', '1', ...args], { interruptWhen: () => leaves });
  return {
    ended,
    leave() {
      leaves = true;
      return ended;
    },
  };
}

/** A worker in a process that can be killed. */
function startProcess(): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'cli/sim.ts'), 'worker', redis.url, '-j', '1', '--lease', '500ms'], { stdio: 'ignore' });
  children.push(child);
  return child;
}

async function until<T>(what: string, look: () => Promise<T | null | undefined>): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end;) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    await pause(10);
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The number of the work that is open. */
function openWork(): Promise<string> {
  return until('no work in the queue', async () => (await redis.client.zrange(openWorksKey, '0', '-1'))[0] ?? null);
}

/** The number of the work of which a worker has a piece. */
async function workUnderWay(): Promise<string> {
  const id = await openWork();
  await until('no piece was taken', async () => ((await redis.client.llen(`${workKeys(id).prefix}:${queueName}:active`)) > 0 ? true : null));
  return id;
}

function keys(): Promise<string[]> {
  return redis.client.keys('*');
}

/** Workers clear away what they may have brought back, a moment after the end. */
async function cleared(): Promise<void> {
  await until('keys were left', async () => ((await keys()).length === 0 ? true : null));
}

describeWithRedis('a queue of sweeps and runs', () => {
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await resident?.leave();
    await redis.stop();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await redis.client.flushall();
  });

  test('a worker needs no file, and no token is in what it gets', async () => {
    const interrupted = { now: false };
    const swept = sim(['sweep', scenario, ...axes, '--queue', redis.url], { interruptWhen: () => interrupted.now });
    const { blobs, prefix } = workKeys(await openWork());
    await until('no piece in the queue', async () => ((await redis.client.llen(`${prefix}:${queueName}:wait`)) === 8 ? true : null));
    const texts = (await redis.client.hvalsBuffer(blobs)).map((bytes) => JSON.stringify(unpack(bytes)));
    expect(texts.filter((text) => text.includes('arrivalMs'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes(token) || text.includes(here))).toEqual([]);
    interrupted.now = true;
    await swept;
  });

  test('a piece that fails is reported once, with its name and its reason, and its worker goes on', async () => {
    const swept = sweep('--queue', redis.url, '-o', path('failed.jsonl'));
    const { blobs, prefix } = workKeys(await openWork());
    await until('no piece in the queue', async () => ((await redis.client.llen(`${prefix}:${queueName}:wait`)) === 8 ? true : null));
    const [, ...plans] = await redis.client.hkeys(blobs);
    await redis.client.hdel(blobs, ...plans);
    const worker = startWorker();
    const { code, stderr } = await swept;
    expect(code).toBe(1);
    expect(stderr.match(/failed: /g)).toHaveLength(1);
    expect(stderr).toMatch(
      /point 0, seed 1 failed: what the piece needs is not there any more \(.+, process \d+\); what is finished is in .+; the same command goes on/,
    );
    expect((await sweep('--queue', redis.url, '--replications', '1')).code).toBe(0);
    await worker.leave();
    expect(await keys()).toEqual([]);
  });

  test('a worker ends by itself when it has had nothing to do for long enough', async () => {
    expect((await sim(['worker', redis.url, '-j', '1', '--idle-timeout', '300ms'])).code).toBe(0);
  });

  test('a piece that has ended every worker which took it is given up', async () => {
    const swept = sweep('--queue', redis.url);
    const { prefix } = workKeys(await openWork());
    // Workers that take a piece and are never heard of again.
    for (const taker of [1, 2, 3, 4]) {
      const options = { connection: redis.client, prefix, lockDuration: 50, stalledInterval: 60, maxStalledCount: 3 };
      const lost = new Worker(queueName, null, options);
      await until('the piece did not come back', () => lost.getNextJob(`taker-${taker}`, { block: false }));
      await pause(60);
      await lost.startStalledCheckTimer();
      await until('the loss was not seen', async () => ((await redis.client.llen(`${prefix}:${queueName}:active`)) === 0 ? true : null));
      await lost.close();
    }
    const worker = startWorker();
    const { code, stderr } = await swept;
    expect([code, stderr]).toEqual([1, expect.stringContaining('point 0, seed 1 failed: it has ended every worker that took it') as string]);
    await worker.leave();
  });

  test('a worker of another version says so and ends', async () => {
    const sha256 = 'ab'.repeat(32);
    await announce(redis.client, 'another', { version: '9.9.9', pack: packVersion, scenario: { name: 'their-fleet', sha256 }, pieces: 3 });
    const { code, stderr } = await sim(['worker', redis.url, '-j', '1']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`their-fleet (scenario abababababab) wants drydock 9.9.9, and this is ${packageVersion()}`) as string,
    ]);
    await announce(redis.client, 'another', { version: packageVersion(), pack: packVersion + 1, scenario: { name: 'their-fleet', sha256 }, pieces: 3 });
    expect((await sim(['worker', redis.url, '-j', '1'])).stderr).toContain('put into the queue by a newer Node');
  });

  test('what a killed sweep has left is cleared away by who comes next', async () => {
    const { prefix, blobs } = workKeys('orphan');
    await redis.client.zadd(openWorksKey, 1, 'orphan');
    await redis.client.hset(blobs, 'digest', 'bytes');
    await redis.client.hset(`${prefix}:${queueName}:meta`, 'version', 'bullmq');
    await redis.client.hset(`${prefix}:${queueName}:piece-0`, 'name', 'point 0');
    await redis.client.rpush(`${prefix}:${queueName}:wait`, 'piece-0');
    await sim(['worker', redis.url, '-j', '1', '--idle-timeout', '100ms']);
    expect(await keys()).toEqual([]);
  });

  test('a piece whose worker was killed is run again by another, and the bytes are the same', async () => {
    const killed = startProcess();
    const args = ['sweep', scenario, '--axis', 'concurrent=2', '-f', 'json', '--set', 'clock.horizon=30d', '--replications', '1'];
    const swept = sim([...args, '--queue', redis.url]);
    await workUnderWay();
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    startProcess();
    const outcome = await swept;
    expect(outcome.stderr).toMatch(/a worker is gone; point \d.*, seed \d+ runs again\n/);
    expect(outcome.stdout).toBe((await sim([...args, '--workers', '0'])).stdout);
  });

  test('a sweep by workers that come and go is byte for byte that of one machine, and leaves nothing behind', async () => {
    const first = startWorker();
    const swept = sweep('--queue', redis.url, '-o', path('queue.jsonl'), ...longer);
    await workUnderWay();
    const left = first.leave();
    resident = startWorker();
    expect((await swept).stdout).toBe((await alone()).stdout);
    expect(readFileSync(path('queue.jsonl'), 'utf8')).toBe((await alone()).file);
    expect((await left).code).toBe(105);
    await cleared();
  });

  test('a run by the queue is byte for byte that of one machine, its series too', async () => {
    const args = ['run', scenario, '--json', '--replications', '5'];
    const outcome = await sim([...args, '--queue', redis.url]);
    expect(outcome).toMatchObject({ stdout: (await sim([...args, '--workers', '0'])).stdout, code: 99 });
  });

  test('several may clear the same work away at once', async () => {
    for (let round = 0; round < 20; round++) {
      const { prefix } = workKeys('shared');
      await redis.client.rpush(`${prefix}:${queueName}:wait`, 'piece-0');
      await Promise.all([1, 2, 3, 4].map(() => clearWork(redis.client, 'shared')));
    }
    expect(await keys()).toEqual([]);
  });

  test('an interrupted sweep leaves nothing in the queue, keeps its points, and goes on', async () => {
    const file = path('interrupted.jsonl');
    const args = ['sweep', scenario, ...axes, '-o', file, '--queue', redis.url, ...longer];
    const first = await sim(args, { interruptWhen: () => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > 2 });
    expect(first.code).toBe(105);
    await cleared();
    expect((await sim(args)).stderr).toMatch(/^[1-3] points are in/);
    expect(readFileSync(file, 'utf8')).toBe((await alone()).file);
  });

  test('a queue that loses its memory gets the pieces again', async () => {
    const swept = sweep('--queue', redis.url, ...longer);
    await workUnderWay();
    await redis.client.flushall();
    const { stdout, stderr } = await swept;
    expect(stderr).toMatch(/has lost \d pieces; they are put there again/);
    expect(stdout).toBe((await alone()).stdout);
  });
});

describeWithRedis('a queue that goes away', () => {
  const password = 'very-secret-word';

  test('a sweep gives up after its patience, says so, and goes on when the queue is back', async () => {
    const file = path('lost.jsonl');
    redis = await startRedis();
    const { port } = redis;
    const worker = startWorker('--patience', '1s');
    const args = ['--queue', redis.url, '--patience', '1s', '-o', file, ...longer];
    const swept = sweep(...args);
    await workUnderWay();
    await redis.stop();
    const outcomes = [await swept, await worker.leave()];
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1]);
    expect(outcomes[0]!.stderr).toMatch(/did not answer for 1 s: .+; what is finished is in .+lost\.jsonl; the same command goes on from there/);
    redis = await startRedis({ port });
    const again = startWorker();
    expect((await sweep(...args)).code).toBe(0);
    await again.leave();
    await redis.stop();
    expect(readFileSync(file, 'utf8')).toBe((await alone()).file);
  });

  test('a password comes with the address or from the variable of redis-cli, is never shown, and a wrong one is no reason to wait', async () => {
    redis = await startRedis({ password });
    const address = (word: string): string => `redis://:${word}@127.0.0.1:${redis.port}`;
    const worker = ['-j', '1', '--idle-timeout', '100ms'];
    const right = await sim(['worker', address(password), ...worker]);
    const variable = await sim(['worker', redis.url, ...worker], { env: { REDISCLI_AUTH: password } });
    const wrong = await sim(['worker', address(`not-${password}`), ...worker]);
    const none = await sim(['worker', redis.url, ...worker]);
    const noAddress = await sim(['worker', `redis:/:${password}@127.0.0.1`, ...worker]);
    expect([right, variable, wrong, none, noAddress].map(({ code }) => code)).toEqual([0, 0, 1, 1, 2]);
    expect(wrong.stderr).toContain('does not let us in: WRONGPASS');
    expect(none.stderr).toContain('does not let us in: NOAUTH');
    expect([right, variable, wrong, none, noAddress].filter(({ stdout, stderr }) => (stdout + stderr).includes(password))).toEqual([]);
    await redis.stop();
  });
});

const noTls = whyNoTls();

describe.skipIf(noTls !== null)(`a queue over TLS${noTls === null ? '' : ` (skipped: ${noTls})`}`, () => {
  const certificates = new CertificateFolder();
  afterAll(() => certificates.remove());

  test('is spoken to under its name and its number, and one whose certificate nobody vouches for is no reason to wait', async () => {
    const certificate = certificates.selfSigned('redis');
    redis = await startRedis({ certificate });
    const worker = (host: string, env: NodeJS.ProcessEnv): Promise<{ readonly code: number; readonly stderr: string }> => {
      const url = `rediss://${host}:${redis.port}`;
      const child = spawn(process.execPath, [join(root, 'cli/sim.ts'), 'worker', url, '-j', '1', '--idle-timeout', '10s'], { env: { ...process.env, ...env } });
      children.push(child);
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      return once(child, 'close').then(([code]) => ({ code: code as number, stderr }));
    };
    const trusted = { NODE_EXTRA_CA_CERTS: certificate.certFile };
    const trusting = worker('127.0.0.1', trusted);
    const strange = await worker('127.0.0.1', { NODE_EXTRA_CA_CERTS: '' });
    expect(strange).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has a certificate that is not trusted: .+ \(NODE_EXTRA_CA_CERTS names/) as string,
    });
    const args = ['sweep', scenario, ...axes, '--replications', '1'];
    const sweeper = spawn(process.execPath, [join(root, 'cli/sim.ts'), ...args, '--queue', `rediss://localhost:${redis.port}`], {
      env: { ...process.env, ...trusted },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(sweeper);
    let stdout = '';
    sweeper.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    await once(sweeper, 'close');
    expect(stdout).toBe((await sim([...args, '--workers', '0'])).stdout);
    for (const child of children) child.kill('SIGTERM');
    const { code, stderr } = await trusting;
    expect([code, stderr]).toEqual([105, expect.not.stringContaining('does not answer') as string]);
    await redis.stop();
  });
});

test.each([
  [['sweep', scenario, ...axes, '--queue', 'redis://127.0.0.1', '--workers', '2'], '--workers counts threads here'],
  [['run', scenario, '--queue', 'redis://127.0.0.1', '--events', path('events.jsonl')], '--events takes the decisions of this machine'],
  [['run', scenario, '--queue', 'http://127.0.0.1'], 'a queue is redis://HOST:PORT'],
  [['worker', 'redis://127.0.0.1', '-j', '0'], 'expected a number from 1 on'],
  [['worker', 'redis://127.0.0.1', '--lease', 'soon'], 'expected a duration'],
])('%j is refused before any work', async (args, message) => {
  const { code, stderr } = await sim(args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message) as string]);
});
