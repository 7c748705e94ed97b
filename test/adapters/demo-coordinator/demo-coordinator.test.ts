import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobPayload } from '../../../adapters/coordinator/job-payload.ts';
import { CoordinatorJob } from '../../../adapters/demo-coordinator/coordinator-job.ts';
import { DemoCoordinator, type DemoCoordinatorOptions } from '../../../adapters/demo-coordinator/demo-coordinator.ts';
import type { DemoJob } from '../../../adapters/demo-coordinator/demo-job.ts';
import { DemoPipeline } from '../../../adapters/demo-coordinator/demo-pipeline.ts';
import { JobQueue } from '../../../adapters/demo-coordinator/job-queue.ts';
import { Sealed } from '../../../adapters/config/sealed.ts';
import { clientFor, soon } from '../coordinator/client-for.ts';
import { freePort } from '../../servers/free-port.ts';

const run = promisify(execFile);

let coordinator: DemoCoordinator;
let token: string;

async function start(options: DemoCoordinatorOptions = {}): Promise<void> {
  coordinator = new DemoCoordinator({ longPollMs: 50, ...options });
  await coordinator.listen();
  token = coordinator.runners.add().token;
}

afterEach(() => coordinator.close());

const client = (as: string = token) => clientFor(coordinator.url, { credentials: { token: new Sealed(as) } });
const take = async (as?: string): Promise<JobPayload | null> => (await client(as).requestJob(soon())).job;

async function finish(job: { id: number; token: string }, state: 'success' | 'failed'): Promise<void> {
  const update = { state, failureReason: null, exitCode: null, checksum: null, bytes: 0 } as const;
  await client()
    .jobUpdates({ ...job, debugTrace: false })
    .update(update, soon());
}

describe('the queue', () => {
  beforeEach(() => start());

  test('hands jobs out in the order in which they came, each once', async () => {
    for (const id of [1, 2, 3]) coordinator.add({ id, token: `t${id}` });
    const taken = await Promise.all([take(), take(), take(), take()]);
    expect(new Set(taken.map((job) => job?.id ?? null))).toEqual(new Set([1, 2, 3, null]));
  });

  test('hands a job only to a runner with all its tags, and one without tags only to a runner that takes those', async () => {
    const tagged = coordinator.runners.add({ tags: ['mac', 'arm'], runUntagged: false }).token;
    coordinator.add({ id: 1, token: 't' }, { tags: ['mac'] });
    coordinator.add({ id: 2, token: 't' });
    coordinator.add({ id: 3, token: 't' }, { tags: ['mac', 'gpu'] });
    expect([(await take(tagged))?.id, await take(tagged), (await take())?.id, await take()]).toEqual([1, null, 2, null]);
  });

  test('refuses who is no runner', async () => {
    expect((await client('glrt-nobody').requestJob(soon())).fault?.code).toBe('auth');
  });

  test('keeps a job whose asker hangs up while it waits', async () => {
    const given = new AbortController();
    const asking = client();
    await asking.requestJob(soon());
    const held = asking.requestJob(given.signal);
    setTimeout(() => given.abort(), 10);
    await held;
    await new Promise((resolve) => setTimeout(resolve, 10));
    coordinator.add({ id: 1, token: 't' });
    expect((await take())?.id).toBe(1);
  });

  test('keeps a job that comes in the moment in which its asker hangs up', async () => {
    const queue = new JobQueue(60_000);
    const asker = { tags: [], runUntagged: true };
    const given = new AbortController();
    const held = queue.take(asker, queue.mark, given.signal);
    const job = new CoordinatorJob({ id: 1, token: 't' });
    queue.add(job);
    given.abort();
    expect([await held, queue.length]).toEqual([null, 1]);
    expect(await queue.take(asker, '', soon())).toBe(job);
  });

  test('answers a request without last_update at once', async () => {
    await coordinator.close();
    await start({ longPollMs: 60_000 });
    expect((await client().requestJob(soon())).httpStatus).toBe(204);
  });

  test('drops a job that is cancelled while it waits', async () => {
    const job = coordinator.add({ id: 1, token: 't' });
    coordinator.cancel(job);
    expect([await take(), job.status]).toEqual([null, 'canceled']);
  });
});

describe('a job that a runner has', () => {
  beforeEach(() => start());

  test('is spoken of only with its own token', async () => {
    coordinator.add({ id: 1, token: 'right' });
    await take();
    const wrong = client().jobUpdates({ id: 1, token: 'wrong', debugTrace: false });
    expect((await wrong.appendLog(Buffer.from('x'), 0, soon())).kind).toBe('refused');
    expect(coordinator.jobs[0]!.logBytes).toBe(0);
  });

  test('that was never given out, or is over, may not be spoken of', async () => {
    const job = coordinator.add({ id: 1, token: 't' });
    const updates = client().jobUpdates({ id: 1, token: 't', debugTrace: false });
    expect((await updates.appendLog(Buffer.from('x'), 0, soon())).kind).toBe('refused');
    await take();
    await finish(job.payload, 'success');
    expect(await updates.appendLog(Buffer.from('x'), 0, soon())).toMatchObject({ kind: 'refused', jobStatus: null });
    expect(job.status).toBe('success');
  });

  test('tells its changes', async () => {
    const changes: string[] = [];
    coordinator.onChange((job) => changes.push(`${job.id} ${job.status}`));
    const job = coordinator.add({ id: 1, token: 't' });
    await take();
    coordinator.cancel(job);
    await finish(job.payload, 'failed');
    expect(changes).toEqual(['1 pending', '1 running', '1 canceling', '1 canceled']);
  });

  test('may send some bytes of its log again, but leave none out', async () => {
    coordinator.add({ id: 1, token: 't' });
    await take();
    const updates = client().jobUpdates({ id: 1, token: 't', debugTrace: false });
    await updates.appendLog(Buffer.from('hello '), 0, soon());
    expect((await updates.appendLog(Buffer.from('lo world'), 3, soon())).kind).toBe('ok');
    expect((await updates.appendLog(Buffer.from('!'), 12, soon())).kind).toBe('range');
    expect(coordinator.jobs[0]!.log.toString()).toBe('hello world');
  });
});

describe('artifacts', () => {
  const upload = async (job: { id: number; token: string }, form: FormData, query = ''): Promise<number> => {
    const url = `${coordinator.url}/api/v4/jobs/${job.id}/artifacts${query}`;
    return (await fetch(url, { method: 'POST', headers: { 'JOB-TOKEN': job.token }, body: form })).status;
  };
  const download = (job: { id: number; token: string }): Promise<Response> =>
    fetch(`${coordinator.url}/api/v4/jobs/${job.id}/artifacts?direct_download=true`, { headers: { 'JOB-TOKEN': job.token }, redirect: 'manual' });
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 7) % 256));

  async function uploaded(query = '?artifact_format=zip&artifact_type=archive&expire_in=1+week'): Promise<CoordinatorJob> {
    const job = coordinator.add({ id: 1, token: 't' });
    await take();
    const form = new FormData();
    form.set('note', 'a field before');
    form.set('file', new File([bytes], 'bundle.zip'));
    expect(await upload(job.payload, form, query)).toBe(201);
    return job;
  }

  test('that are uploaded are those that are downloaded', async () => {
    await start();
    const job = await uploaded();
    expect(job.artifacts).toEqual([{ filename: 'bundle.zip', type: 'archive', format: 'zip', expireIn: '1 week', bytes }]);
    const answer = await download(job.payload);
    expect([answer.status, Buffer.from(await answer.arrayBuffer()).equals(bytes)]).toEqual([200, true]);
  });

  test('may lie elsewhere, where no token is needed', async () => {
    const port = await freePort();
    const storageOrigin = `http://localhost:${String(port)}`;
    await start({ port, storageOrigin });
    const answer = await download((await uploaded()).payload);
    const location = answer.headers.get('location');
    expect([answer.status, location]).toEqual([302, `${storageOrigin}/storage/1/bundle.zip`]);
    const stored = await fetch(location!.replace('localhost', '127.0.0.1'));
    expect(Buffer.from(await stored.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('that are reports are kept and not downloaded', async () => {
    await start();
    const job = await uploaded('?artifact_format=gzip&artifact_type=junit');
    expect([job.artifacts[0]!.type, (await download(job.payload)).status]).toEqual(['junit', 404]);
  });

  test('with a wrong token are answered with 401, without a file with 400, of a job that is over with 403', async () => {
    await start();
    const job = coordinator.add({ id: 1, token: 't' });
    await take();
    const form = new FormData();
    form.set('other', 'text');
    expect(await upload({ id: 1, token: 'wrong' }, form)).toBe(401);
    expect(await upload(job.payload, form)).toBe(400);
    await finish(job.payload, 'success');
    expect(await upload(job.payload, form)).toBe(403);
  });

  test('that curl sends arrive whole', async () => {
    await start();
    const job = coordinator.add({ id: 1, token: 't' });
    await take();
    const url = `${coordinator.url}/api/v4/jobs/1/artifacts`;
    const { stdout } = await run('curl', [
      '-sS',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '-H',
      'JOB-TOKEN: t',
      '-F',
      `file=@${import.meta.filename};filename=a"b.zip`,
      url,
    ]);
    expect(stdout).toBe('201');
    expect(job.artifacts[0]!.bytes.equals(await readFile(import.meta.filename))).toBe(true);
  });
});

describe('repositories', () => {
  let folder: string;
  let sha: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drydock-repositories-'));
    const bare = join(folder, 'group', 'project.git');
    const git = (...args: string[]) => run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-C', join(folder, 'tree'), ...args]);
    await run('git', ['init', '-q', '-b', 'main', join(folder, 'tree')]);
    await git('commit', '-q', '--allow-empty', '-m', 'first');
    await run('git', ['clone', '-q', '--bare', join(folder, 'tree'), bare]);
    sha = (await git('rev-parse', 'HEAD')).stdout.trim();
    await start({ repositories: folder });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const clone = (password: string, path = '/group/project.git') =>
    run('git', ['clone', '-q', '--depth', '1', `${coordinator.url.replace('://', `://gitlab-ci-token:${password}@`)}${path}`, join(folder, 'clone')], {
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    });

  test.each(['/group/project.git', '/repos/group/project.git'])('are cloned with the token of a job that runs, from %s', async (path) => {
    coordinator.add({ id: 1, token: 'glcbt-job' });
    await take();
    await clone('glcbt-job', path);
    expect((await run('git', ['-C', join(folder, 'clone'), 'rev-parse', 'HEAD'])).stdout.trim()).toBe(sha);
  });

  test('are not cloned with another password, nor with the token of a job that is over', async () => {
    const job = coordinator.add({ id: 1, token: 'glcbt-job' });
    await take();
    await expect(clone('wrong')).rejects.toThrow(/Authentication failed/);
    await finish(job.payload, 'success');
    await expect(clone('glcbt-job')).rejects.toThrow(/Authentication failed/);
  });

  test('that are not there are not found, and none outside the folder is served', async () => {
    coordinator.add({ id: 1, token: 'glcbt-job' });
    await take();
    await expect(clone('glcbt-job', '/group/other.git')).rejects.toThrow(/not found/);
    const headers = { Authorization: `Basic ${btoa('gitlab-ci-token:glcbt-job')}` };
    const outside = await fetch(`${coordinator.url}/x/%2e%2e%2f%2e%2e%2fgroup/project.git/HEAD`, { headers });
    expect(outside.status).toBe(404);
  });
});

describe('a pipeline', () => {
  const job = (name: string, stage: string, change: Partial<DemoJob> = {}): DemoJob => ({ name, stage, script: ['true'], ...change });
  let pipeline: DemoPipeline;

  async function begin(...jobs: DemoJob[]): Promise<void> {
    await start();
    pipeline = new DemoPipeline(coordinator, { id: 9, firstJobId: 100, jobs });
  }

  const statuses = (): string[] => pipeline.jobs.map(({ status }) => status);

  test('runs its stages one after the other', async () => {
    await begin(job('a', 'build'), job('b', 'build'), job('c', 'test'));
    expect(statuses()).toEqual(['pending', 'pending', 'created']);
    for (let count = 0; count < 2; count++) await finish((await take())!, 'success');
    expect(statuses()).toEqual(['success', 'success', 'pending']);
    await finish((await take())!, 'success');
    expect([pipeline.isOver, pipeline.succeeded]).toEqual([true, true]);
  });

  test('lets a job with needs run when those have succeeded, whatever its stage', async () => {
    await begin(job('a', 'build'), job('b', 'build'), job('c', 'test', { needs: ['b'] }), job('d', 'test', { needs: [] }));
    expect(statuses()).toEqual(['pending', 'pending', 'created', 'pending']);
    const taken = [await take(), await take()];
    await finish(taken[1]!, 'success');
    expect(statuses()).toEqual(['running', 'success', 'pending', 'pending']);
  });

  test('skips what needs a job that failed, unless that was allowed to', async () => {
    await begin(job('a', 'build'), job('b', 'build', { allowFailure: true }), job('c', 'test', { needs: ['a'] }), job('d', 'test', { needs: ['b'] }));
    for (let count = 0; count < 2; count++) await finish((await take())!, 'failed');
    expect(statuses()).toEqual(['failed', 'failed', 'skipped', 'pending']);
    await finish((await take())!, 'success');
    expect([pipeline.isOver, pipeline.succeeded]).toEqual([true, false]);
  });

  test('gives a job the artifacts of the jobs that it needs, with their tokens', async () => {
    await begin(job('a', 'build', { artifacts: { paths: ['out/'] } }), job('b', 'test'));
    const first = (await take())!;
    const form = new FormData();
    form.set('file', new File(['zip'], 'artifacts.zip'));
    await fetch(`${coordinator.url}/api/v4/jobs/${first.id}/artifacts`, { method: 'POST', headers: { 'JOB-TOKEN': first.token }, body: form });
    await finish(first, 'success');
    const second = (await take())!;
    expect(second.dependencies).toEqual([{ id: 100, token: first.token, name: 'a', artifacts_file: { filename: 'artifacts.zip', size: 3 } }]);
  });

  test('describes its jobs as GitLab does', async () => {
    await begin(
      job('a', 'build', {
        script: ['make'],
        afterScript: ['make clean'],
        variables: { MODE: 'fast' },
        image: 'macos-15',
        timeoutSeconds: 60,
        artifacts: { paths: ['out/'] },
        cache: { key: 'c', paths: ['cache/'] },
      }),
    );
    const payload = (await take())!;
    expect(payload).toMatchObject({
      id: 100,
      job_info: { name: 'a', stage: 'build' },
      runner_info: { timeout: 60 },
      image: { name: 'macos-15' },
      steps: [
        { name: 'script', script: ['make'], when: 'on_success' },
        { name: 'after_script', script: ['make clean'], when: 'always' },
      ],
      artifacts: [{ paths: ['out/'], artifact_format: 'zip', artifact_type: 'archive' }],
      cache: [{ key: 'c', paths: ['cache/'], policy: 'pull-push' }],
    });
    const variables = Object.fromEntries(payload.variables.map(({ key, value }) => [key, value]));
    expect(variables).toMatchObject({ CI: 'true', CI_JOB_ID: '100', CI_PIPELINE_ID: '9', GIT_STRATEGY: 'none', MODE: 'fast', CI_JOB_TOKEN: payload.token });
    expect(payload.variables.find(({ key }) => key === 'CI_JOB_TOKEN')).toMatchObject({ masked: true, public: false });
  });
});
