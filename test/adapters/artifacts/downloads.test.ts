import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync, mkdirSync, symlinkSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noRouteExitCode } from '../../../adapters/artifacts/no-route-exit-code.ts';
import type { TransferPlan } from '../../../adapters/artifacts/transfer-plan.ts';
import { Instance } from './instance.ts';
import type { Ran, Tool } from './instance.ts';
import { downloadPlan, jobToken } from './plans.ts';
import { RecordingServer } from './recording-server.ts';
import type { Answer } from './recording-server.ts';

interface Route {
  readonly name: string;
  readonly tools: readonly Tool[];
  readonly run: (instance: Instance, plan: TransferPlan) => Promise<Ran>;
}

const script = async (instance: Instance, plan: TransferPlan): Promise<Ran> => instance.script(plan);
const byUnzip: Route = { name: 'curl and unzip', tools: ['curl', 'unzip'], run: script };
const byPython: Route = { name: 'curl and python3', tools: ['curl', 'python3'], run: script };
const byManager: Route = { name: 'the manager', tools: [], run: async (instance, plan) => instance.manager(plan) };
const routes = [byUnzip, byPython, byManager];

let archive: Buffer;
let made: string;

beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'drydock-archive-'));
  mkdirSync(join(made, 'out/empty'), { recursive: true });
  writeFileSync(join(made, 'out/a.txt'), 'A\n');
  writeFileSync(join(made, 'out/tool'), 'run');
  chmodSync(join(made, 'out/tool'), 0o755);
  symlinkSync('a.txt', join(made, 'out/link'));
  execFileSync('zip', ['-q', '-r', '-y', 'archive.zip', 'out'], { cwd: made });
  archive = readFileSync(join(made, 'archive.zip'));
});

afterAll(() => rmSync(made, { recursive: true, force: true }));

const given = (): Answer => ({ status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: archive });

describe('artifacts of other jobs are downloaded', () => {
  test.each(routes)('by $name as the real runner does, over what is there, with links and modes', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer(given).start();
    instance.write('out/a.txt', 'old');
    const ran = await run(instance, downloadPlan(server.url, instance.project));
    expect(ran.exitCode, ran.log).toBe(0);
    expect(server.requests.map(({ method, url, headers }) => [method, url, headers['job-token']])).toEqual([
      ['GET', '/api/v4/jobs/1000/artifacts?direct_download=true', jobToken],
    ]);
    expect(ran.lines.filter((line) => !line.startsWith('Using'))).toEqual([
      'Downloading artifacts for 40-artifacts-upload (1000)...',
      'Downloading artifacts from coordinator... ok',
    ]);
    expect(readFileSync(join(instance.project, 'out/a.txt'), 'utf8')).toBe('A\n');
    expect(readlinkSync(join(instance.project, 'out/link'))).toBe('a.txt');
    expect(statSync(join(instance.project, 'out/tool')).mode & 0o777).toBe(0o755);
    expect(lstatSync(join(instance.project, 'out/empty')).isDirectory()).toBe(true);
    expect(ran.log).not.toContain(jobToken);
  });

  test.each(routes)('404, 401 and 403 are final and fail the job, $name', async ({ tools, run }) => {
    for (const [status, words, fatal] of [
      [404, 'not found', 'file does not exist'],
      [401, 'unauthorized', 'permission denied'],
      [403, 'forbidden', 'permission denied'],
    ] as const) {
      using instance = new Instance(tools);
      await using server = await new RecordingServer([{ status }]).start();
      const ran = await run(instance, downloadPlan(server.url, instance.project));
      expect(ran.exitCode).toBe(1);
      expect(server.requests).toHaveLength(1);
      expect(ran.lines.slice(-2)).toEqual([`ERROR: Downloading artifacts from coordinator... ${words}`, `FATAL: ${fatal}`]);
    }
  });

  test.each(routes)('after 502 the storage is not asked for directly, and calls are repeated, $name', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer((_, index) => (index < 3 ? { status: 502 } : given())).start();
    const ran = await run(instance, downloadPlan(server.url, instance.project));
    expect(ran.exitCode, ran.log).toBe(0);
    expect(server.requests.map(({ url }) => url.includes('direct_download'))).toEqual([true, false, false, false]);
  });

  test.each(routes)('a server that keeps failing fails the job after three attempts, $name', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer([{ status: 502 }]).start();
    const ran = await run(instance, downloadPlan(server.url, instance.project));
    expect(ran.exitCode).toBe(1);
    expect(server.requests).toHaveLength(1 + 5 + 5);
    expect(ran.lines.at(-1)).toBe('FATAL: invalid argument');
  });

  test.each(routes)('a redirect to another host is followed without the token, $name', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using storage = await new RecordingServer(given).start();
    await using server = await new RecordingServer([{ status: 302, headers: { Location: `${storage.url}/bucket/object?signature="x"` } }]).start();
    const ran = await run(instance, downloadPlan(server.url, instance.project));
    expect(ran.exitCode, ran.log).toBe(0);
    expect(storage.requests).toHaveLength(1);
    expect(storage.requests[0]!.headers).not.toHaveProperty('job-token');
    expect(storage.requests[0]!.url).toContain('/bucket/object?signature=');
    expect(ran.lines).toContain(`Direct download from 127.0.0.1:${String(storage.port)}`);
    expect(ran.log).not.toContain('signature');
  });

  test.each(routes)('a redirect within the coordinator keeps the token, $name', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer((_, index) => (index === 0 ? { status: 302, headers: { Location: '/moved' } } : given())).start();
    const ran = await run(instance, downloadPlan(server.url, instance.project));
    expect(ran.exitCode, ran.log).toBe(0);
    expect(server.requests[1]).toMatchObject({ url: '/moved', headers: { 'job-token': jobToken } });
  });

  test.each(routes)('an archive without a file is no failure, $name', async ({ tools, run }) => {
    using instance = new Instance(tools);
    const empty = Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]);
    await using server = await new RecordingServer([{ status: 200, body: empty }]).start();
    const ran = await run(instance, downloadPlan(server.url, instance.project));
    expect(ran.exitCode, ran.log).toBe(0);
  });

  test.each(routes)('what is no archive fails the job, $name', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer([{ status: 200, body: 'no zip' }]).start();
    const ran = await run(instance, downloadPlan(server.url, instance.project));
    expect(ran.exitCode).toBe(1);
    expect(ran.lines.at(-1)).toBe('FATAL: the archive could not be extracted');
  });

  test('a script says by its exit code that nothing can open archives', async () => {
    using instance = new Instance(['curl', 'git', 'zip']);
    const ran = await instance.script(downloadPlan('http://127.0.0.1:9', instance.project));
    expect(ran).toMatchObject({ exitCode: noRouteExitCode, log: '' });
  });
});

describe('an archive larger than what one session carries', () => {
  test('reaches the instance whole by the manager, and leaves no temporary file', async () => {
    using instance = new Instance([]);
    const big = join(made, 'big');
    mkdirSync(join(big, 'data'), { recursive: true });
    const content = Buffer.alloc(9 * 1024 * 1024, 'drydock ');
    writeFileSync(join(big, 'data/file'), content);
    execFileSync('zip', ['-q', '-r', 'big.zip', 'data'], { cwd: big });
    await using server = await new RecordingServer([{ status: 200, body: readFileSync(join(big, 'big.zip')) }]).start();
    const ran = await instance.manager(downloadPlan(server.url, instance.project));
    expect(ran.exitCode, ran.log).toBe(0);
    expect(readFileSync(join(instance.project, 'data/file')).equals(content)).toBe(true);
    expect(execFileSync('ls', [instance.home], { encoding: 'utf8' }).split('\n').filter(Boolean)).toEqual(['bin', 'builds']);
  });
});
