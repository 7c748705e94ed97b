import { execFileSync } from 'node:child_process';
import { symlinkSync, chmodSync, linkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { artifactScript } from '../../../adapters/artifacts/artifact-script.ts';
import { noRouteExitCode } from '../../../adapters/artifacts/no-route-exit-code.ts';
import type { TransferPlan } from '../../../adapters/artifacts/transfer-plan.ts';
import { Instance } from './instance.ts';
import type { Ran, Tool } from './instance.ts';
import { jobToken, selected, uploadPlan } from './plans.ts';
import { RecordingServer } from './recording-server.ts';
import { formFile, zipListing } from './zip-listing.ts';

interface Route {
  readonly name: string;
  readonly tools: readonly Tool[];
  readonly run: (instance: Instance, plan: TransferPlan) => Promise<Ran>;
}

const script = async (instance: Instance, plan: TransferPlan): Promise<Ran> => instance.script(plan);
const byZip: Route = { name: 'curl and zip', tools: ['curl', 'zip', 'gzip'], run: script };
const byBash: Route = { name: 'curl and zip under bash', tools: ['curl', 'zip', 'gzip', 'bash'], run: async (instance, plan) => instance.script(plan, 'bash') };
const byPython: Route = { name: 'curl and python3', tools: ['curl', 'python3', 'gzip'], run: script };
const byGit: Route = { name: 'curl and git', tools: ['curl', 'git', 'gzip'], run: script };
const byManager: Route = { name: 'the manager', tools: [], run: async (instance, plan) => instance.manager(plan) };
const routes = [byZip, byBash, byPython, byGit, byManager];

const created = [{ status: 201 }];

function project(instance: Instance): void {
  instance.write('out/a.txt', 'A\n');
  instance.write('out/sub/b.txt', 'B\n');
  instance.write('out/c.tmp', 'skip\n');
  instance.write('junit.xml', '<x/>\n');
}

describe('artifacts are uploaded', () => {
  test.each(routes)('by $name as the real runner uploads them: addresses, headers, names, and the lines of the log', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer(created).start();
    project(instance);
    const root = instance.project;
    const ran = await run(
      instance,
      uploadPlan(server.url, root, [
        { files: selected(root, ['out/'], ['**/*.tmp']), expireIn: '1 week' },
        { files: selected(root, ['junit.xml']), name: 'junit.xml', format: 'gzip', type: 'junit' },
        { files: selected(root, ['out/a.txt']), name: 'raw.txt', format: 'raw', type: 'dotenv' },
      ]),
    );
    expect(ran.exitCode, ran.log).toBe(0);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/v4/jobs/1000/artifacts?artifact_format=zip&artifact_type=archive&expire_in=1+week',
      'POST /api/v4/jobs/1000/artifacts?artifact_format=gzip&artifact_type=junit',
      'POST /api/v4/jobs/1000/artifacts?artifact_format=raw&artifact_type=dotenv',
    ]);
    expect(server.requests.map(({ headers }) => headers['job-token'])).toEqual([jobToken, jobToken, jobToken]);
    const [zip, gzip, raw] = server.requests.map(({ body }) => formFile(body));
    expect([zip!.name, gzip!.name, raw!.name]).toEqual(['bundle.zip', 'junit.xml.gz', 'raw.txt']);
    expect(await zipListing(zip!.content)).toMatchObject({ 'out/a.txt': 'A\n', 'out/sub/b.txt': 'B\n' });
    expect(Object.keys(await zipListing(zip!.content)).filter((name) => name.includes('tmp'))).toEqual([]);
    expect(gunzipSync(gzip!.content).toString()).toBe('<x/>\n');
    expect(raw!.content.toString()).toBe('A\n');
    expect(ran.lines.filter((line) => !line.startsWith('Using')).sort()).toEqual(
      [
        'Uploading artifacts...',
        'out/: found 4 matching artifact files and directories',
        '**/*.tmp: excluded 1 files',
        'Uploading artifacts as "archive" to coordinator... 201 Created',
        'Uploading artifacts...',
        'junit.xml: found 1 matching artifact files and directories',
        'Uploading artifacts as "junit" to coordinator... 201 Created',
        'Uploading artifacts...',
        'out/a.txt: found 1 matching artifact files and directories',
        'Uploading artifacts as "dotenv" to coordinator... 201 Created',
      ].sort(),
    );
    expect(ran.log).not.toContain(jobToken);
    expect(ran.log).toContain('token\u001B[0;m=64_jobtok\n');
  });

  test.each(routes)('by $name with links, modes and odd names kept', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer(created).start();
    const root = instance.project;
    instance.write(`out/it's "odd" $(x) [1].txt`);
    instance.write('out/-dash');
    instance.write('out/tool', 'run');
    chmodSync(join(root, 'out/tool'), 0o755);
    symlinkSync('tool', join(root, 'out/link'));
    symlinkSync('nowhere', join(root, 'out/dangling'));
    const ran = await run(instance, uploadPlan(server.url, root, [{ files: selected(root, ['out']) }]));
    expect(ran.exitCode, ran.log).toBe(0);
    const listing = await zipListing(formFile(server.requests[0]!.body).content);
    expect(listing).toMatchObject({
      [`out/it's "odd" $(x) [1].txt`]: `out/it's "odd" $(x) [1].txt`,
      'out/-dash': 'out/-dash',
      'out/tool': '* run',
      'out/link': '-> tool',
      'out/dangling': '-> nowhere',
    });
  });

  test.each([byZip, byPython, byGit, byManager])('by $name with names beyond ASCII that any reader understands', async ({ tools, run }) => {
    using instance = new Instance([...tools, 'python3']);
    await using server = await new RecordingServer(created).start();
    instance.write('grüße/日本.txt');
    const ran = await run(instance, uploadPlan(server.url, instance.project, [{ files: selected(instance.project, ['**/*.txt']) }]));
    expect(ran.lines).toContain('**/*.txt: found 1 matching artifact files and directories');
    expect(await zipListing(formFile(server.requests[0]!.body).content)).toEqual({ 'grüße/日本.txt': 'grüße/日本.txt' });
  });

  test('by the manager with every name of a file that has several', async () => {
    using instance = new Instance([]);
    await using server = await new RecordingServer(created).start();
    const root = instance.project;
    instance.write('out/one', 'same');
    linkSync(join(root, 'out/one'), join(root, 'out/two'));
    await instance.manager(uploadPlan(server.url, root, [{ files: selected(root, ['out']) }]));
    expect(await zipListing(formFile(server.requests[0]!.body).content)).toEqual({ 'out/': '', 'out/one': 'same', 'out/two': 'same' });
  });

  test.each([byZip, byManager])('by $name with what Git does not track', async ({ tools, run }) => {
    using instance = new Instance([...tools, 'git']);
    await using server = await new RecordingServer(created).start();
    const root = instance.project;
    execFileSync('git', ['init', '-q', root]);
    instance.write('tracked');
    execFileSync('git', ['-C', root, 'add', 'tracked']);
    instance.write('.gitignore', 'ignored\n');
    instance.write('ignored');
    instance.write('deep/new');
    const ran = await run(instance, uploadPlan(server.url, root, [{ files: selected(root, [], ['deep/**'], true) }]));
    expect(Object.keys(await zipListing(formFile(server.requests[0]!.body).content))).toEqual(['.gitignore', 'ignored']);
    expect(ran.lines).toContain('untracked: found 2 files');
    expect(ran.lines).toContain('deep/**: excluded 1 files');
  });

  test.each(routes)('by $name no further than the project, and none is no failure', async ({ tools, run }) => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer(created).start();
    const root = instance.project;
    const ran = await run(instance, uploadPlan(server.url, root, [{ files: selected(root, ['nope/*', '../secret', '/etc/passwd', '']) }]));
    expect(ran.exitCode).toBe(0);
    expect(server.requests).toEqual([]);
    expect(ran.lines.slice(2)).toEqual([
      `WARNING: nope/*: no matching files. Ensure that the artifact path is relative to the working directory (${root})`,
      'WARNING: processPath: artifact path is not a subpath of project directory: ../secret',
      'WARNING: processPath: artifact path is not a subpath of project directory: /etc/passwd',
      'WARNING: No matching files. Path is empty.',
      'ERROR: No files to upload',
    ]);
  });

  test.each([byZip, byPython, byManager])('a file that cannot be archived fails the job, by $name', async ({ tools, run }) => {
    const broken = '#!/bin/sh\ncat >/dev/null\necho broken >&2\nexit 7\n';
    const tool = tools.includes('zip') ? 'zip' : tools.includes('python3') ? 'python3' : 'tar';
    const python = '#!/bin/sh\nif [ -z "$2" ]; then exit 0; fi\nexit 7\n';
    using instance = new Instance(
      tools.filter((name) => name !== tool),
      { [tool]: tool === 'python3' ? python : broken },
    );
    await using server = await new RecordingServer(created).start();
    project(instance);
    const ran = await run(instance, uploadPlan(server.url, instance.project, [{ files: selected(instance.project, ['out']) }]));
    expect(ran.exitCode).toBe(1);
    expect(server.requests).toEqual([]);
  });

  test('a script says by its exit code that the instance has no tool, before it has said anything else', async () => {
    for (const tools of [[], ['curl'], ['zip', 'gzip']] as Tool[][]) {
      using instance = new Instance(tools);
      project(instance);
      const ran = await instance.script(uploadPlan('http://127.0.0.1:9', instance.project, [{ files: selected(instance.project, ['out']) }]));
      expect(ran.exitCode).toBe(noRouteExitCode);
      expect(ran.log).toBe('');
    }
  });
});

describe('answers to an upload', () => {
  const once = async ({ tools, run }: Route, answers: ConstructorParameters<typeof RecordingServer>[0]): Promise<Ran & { calls: number }> => {
    using instance = new Instance(tools);
    await using server = await new RecordingServer(answers).start();
    project(instance);
    const ran = await run(instance, uploadPlan(server.url, instance.project, [{ files: selected(instance.project, ['out']) }]));
    return { ...ran, lines: ran.lines.slice(3).map((line) => line.replace(server.url, 'URL')), calls: server.requests.length };
  };
  const json = { 'Content-Type': 'application/json' };
  const shown = [byZip, byManager];

  test.each(shown)('403 and 413 are final, $name', async (route) => {
    const refused = await once(route, [{ status: 403, headers: json, body: '{"message":"403 Forbidden"}' }]);
    expect(refused).toMatchObject({ exitCode: 1, calls: 1 });
    expect(refused.lines).toEqual([
      'ERROR: Uploading artifacts as "archive" to coordinator... POST URL/api/v4/jobs/1000/artifacts: 403 Forbidden',
      'FATAL: permission denied',
    ]);
    const large = await once(route, [{ status: 413 }]);
    expect(large).toMatchObject({ exitCode: 1, calls: 1 });
    expect(large.lines.at(-1)).toBe('FATAL: too large');
  });

  test.each(shown)('400 is tried three times, $name', async (route) => {
    const ran = await once(route, [{ status: 400, headers: json, body: '{"message":"400 Bad request"}' }]);
    const words = 'WARNING: Uploading artifacts as "archive" to coordinator... POST URL/api/v4/jobs/1000/artifacts: 400 Bad Request (400 Bad request)';
    expect(ran).toMatchObject({ exitCode: 1, calls: 3 });
    expect(ran.lines).toEqual([words, 'WARNING: Retrying...', words, 'WARNING: Retrying...', words, 'FATAL: upload failed with no response from coordinator']);
  });

  test.each(shown)('503 is tried six times five calls, $name', async (route) => {
    const ran = await once(route, [{ status: 503 }]);
    expect(ran).toMatchObject({ exitCode: 1, calls: 30 });
    expect(ran.lines.filter((line) => line === 'Waiting before making the next call')).toHaveLength(24);
    expect(ran.lines.filter((line) => line === 'WARNING: Retrying...')).toHaveLength(5);
    expect(ran.lines.at(-1)).toBe('FATAL: service unavailable');
  });

  test.each(shown)('500 once is only a pause, $name', async (route) => {
    const ran = await once(route, [{ status: 500, headers: { 'Retry-After': '0' } }, { status: 201 }]);
    expect(ran).toMatchObject({ exitCode: 0, calls: 2 });
    expect(ran.lines).toEqual(['Waiting before making the next call', 'Uploading artifacts as "archive" to coordinator... 201 Created']);
  });

  test.each(shown)('307 within the coordinator is followed, 307 to another host is not, $name', async (route) => {
    const here = await once(route, (_, index) => (index === 0 ? { status: 307, headers: { Location: '/elsewhere' } } : { status: 201 }));
    expect(here).toMatchObject({ exitCode: 0, calls: 2 });
    const away = await once(route, [{ status: 307, headers: { Location: 'http://localhost:9/api' } }]);
    expect(away).toMatchObject({ exitCode: 1, calls: 1 });
    expect(away.lines.at(-1)).toBe('FATAL: redirected to another host');
  });

  test.each(shown)('no answer at all is tried three times, $name', async ({ tools, run }) => {
    using instance = new Instance(tools);
    project(instance);
    const ran = await run(instance, uploadPlan('http://127.0.0.1:9', instance.project, [{ files: selected(instance.project, ['out']) }]));
    expect(ran.exitCode).toBe(1);
    expect(ran.lines.filter((line) => line.startsWith('ERROR: Uploading artifacts as "archive" to coordinator... error'))).toHaveLength(3);
  });
});

describe('the outputs of a transfer', () => {
  test("have the runner's own words apart from those of the tools, as the real runner has them", async () => {
    using instance = new Instance(byZip.tools);
    await using server = await new RecordingServer(created).start();
    project(instance);
    const plan = uploadPlan(server.url, instance.project, [{ files: selected(instance.project, ['out']) }]);
    const written = { stdout: '', stderr: '' };
    const stdin = `cd '${instance.project}'\n${artifactScript(plan, 'sh')}\n`;
    const output = (chunk: Buffer, stream: 'stdout' | 'stderr'): void => void (written[stream] += chunk.toString());
    await instance.connection.run({ command: 'sh', stdin, output, signal: AbortSignal.timeout(10_000) });
    expect(written.stdout).toBe('\u001B[32;1mUploading artifacts...\u001B[0;m\n');
    expect(written.stderr.split('\n').slice(1, 2)).toEqual(['out: found 5 matching artifact files and directories\u001B[0;m ']);
  });
});

describe('secrets of an upload', () => {
  test('no tool has the token on its command line', async () => {
    const spy = '#!/bin/sh\necho "$@" >>"$HOME/arguments"\nexec /usr/bin/curl "$@"\n';
    using instance = new Instance(['zip'], { curl: spy });
    await using server = await new RecordingServer(created).start();
    project(instance);
    const ran = await instance.script(uploadPlan(server.url, instance.project, [{ files: selected(instance.project, ['out']) }]));
    expect(ran.exitCode, ran.log).toBe(0);
    expect(server.requests).toHaveLength(1);
    const written = execFileSync('cat', [join(instance.home, 'arguments')], { encoding: 'utf8' });
    expect(written).toContain('--config -');
    expect(written).not.toContain(jobToken.slice(-10));
  });

  test('a manager has none in a command that it runs', async () => {
    using instance = new Instance([]);
    await using server = await new RecordingServer(created).start();
    project(instance);
    await instance.manager(uploadPlan(server.url, instance.project, [{ files: selected(instance.project, ['out']) }]));
    expect(instance.connection.commands).toEqual(['sh']);
  });
});
