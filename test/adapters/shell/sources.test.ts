import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clearWorktree, cleanupFileVariables, getSources, stepStage } from '../../../core/job/stages.ts';
import { git } from './git-server.ts';
import { ProjectServer, type Wish } from './project-server.ts';
import { Instance, type JobOnInstance, jobToken, step } from './shell-rig.ts';

let projects: ProjectServer;
beforeAll(async () => void (projects = await ProjectServer.start()));
afterAll(() => projects.close());

describe.each(['bash', 'sh'])('get_sources in %s', (shell) => {
  let instance: Instance;
  beforeEach(() => {
    instance = new Instance();
    projects.server.requests.length = 0;
  });
  afterEach(() => instance.remove());

  const job = (wish: Wish = {}): JobOnInstance => projects.job(instance, shell, wish);

  test('a first fetch makes the worktree and says so as the real runner does', async () => {
    const fetched = job({ source: { depth: 20 } });
    const ran = await fetched.run(getSources);
    expect(ran).toMatchObject({ exitCode: 0, errors: '' });
    expect(ran.log.split('\n')).toEqual([
      'Gitaly correlation ID: 0123456789abcdef',
      'Fetching changes with git depth set to 20...',
      `Initialized empty Git repository in ${fetched.project()}/.git/`,
      'Created fresh repository.',
      `Checking out ${projects.sha.slice(0, 8)} as detached HEAD (ref is main)...`,
      'Skipping Git submodules setup',
      '',
    ]);
    expect(readdirSync(fetched.project()).sort()).toEqual(['.git', '.gitignore', 'f1', 'f2', 'f3']);
  });

  test('notices are green and end in a reset', async () => {
    const ran = await job().run(getSources);
    expect(ran.raw).toContain('\u001b[32;1mFetching changes...\u001b[0;m\n');
  });

  test('Git asks without credentials first, then with the job token, and names the runner and the request', async () => {
    await job().run(getSources);
    expect(projects.server.requests.map(({ credentials }) => credentials).slice(0, 2)).toEqual([null, `gitlab-ci-token:${jobToken}`]);
    expect(new Set(projects.server.requests.map(({ agent, correlation }) => `${agent} ${correlation}`))).toEqual(
      new Set(['gitlab-runner 19.4.0 linux/amd64 0123456789abcdef']),
    );
  });

  test('the repository and its configuration hold no token, the file beside it does until the clean-up', async () => {
    const fetched = job();
    await fetched.run(getSources);
    expect(readFileSync(fetched.project('.git/config'), 'utf8')).not.toContain(jobToken);
    expect(git(fetched.project(), 'config', '--file', '.git/config', 'remote.origin.url')).toBe(`${projects.server.url}/group/proj.git`);
    expect(readFileSync(fetched.temporary('.gitlab-runner.ext.conf'), 'utf8')).toContain(jobToken);
    await fetched.run(cleanupFileVariables, 'success');
    expect(existsSync(fetched.temporary('.gitlab-runner.ext.conf'))).toBe(false);
  });

  test('a script can fetch again by itself, with the credentials of the job', async () => {
    const fetched = job({
      payload: {
        steps: [step('script', 'git fetch --quiet origin main && git rev-parse FETCH_HEAD')],
      },
    });
    await fetched.run(getSources);
    expect(await fetched.run(stepStage('script'))).toMatchObject({ exitCode: 0, log: expect.stringContaining(`\n${projects.sha}\n`) as string });
  });

  test('the next job finds the repository, and nothing that the last one left in it', async () => {
    await job().run(getSources);
    const next = job({ toml: 'clean_git_config = false' });
    writeFileSync(next.project('left-over'), '');
    writeFileSync(next.project('ignored'), '');
    const ran = await next.run(getSources);
    expect(ran.log).toContain(`Reinitialized existing Git repository in ${next.project()}/.git/\nChecking out`);
    expect(ran.log).toContain('Removing ignored\nRemoving left-over\n');
    expect(existsSync(next.project('left-over'))).toBe(false);
  });

  test('a repository made before gets the configuration of the job that uses it now', async () => {
    const before = job({ toml: 'clean_git_config = false' });
    await before.run(getSources);
    await before.run(cleanupFileVariables);
    const next = job({ toml: 'clean_git_config = false' });
    expect((await next.run(getSources)).exitCode).toBe(0);
    expect(git(next.project(), 'config', '--file', '.git/config', '--get-all', 'include.path')).toBe(next.temporary('.gitlab-runner.ext.conf'));
  });

  test('locks and a hook of a job that was killed do not stop the next', async () => {
    const left = ['index.lock', 'shallow.lock', 'HEAD.lock', 'config.lock', 'refs/heads/x.lock', 'hooks/post-checkout'];
    const first = job({ toml: 'clean_git_config = false' });
    await first.run(getSources);
    for (const name of left) {
      mkdirSync(dirname(first.project('.git', name)), { recursive: true });
      writeFileSync(first.project('.git', name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    }
    expect((await job({ toml: 'clean_git_config = false' }).run(getSources)).exitCode).toBe(0);
    expect(left.filter((name) => existsSync(first.project('.git', name)))).toEqual([]);
  });

  test('configuration and hooks that a job planted in the repository are gone before the next has its credentials', async () => {
    const first = job();
    await first.run(getSources);
    git(first.project(), 'config', 'core.fsmonitor', `touch ${instance.at('planted')}`);
    mkdirSync(first.project('.git/hooks'), { recursive: true });
    writeFileSync(first.project('.git/hooks/reference-transaction'), `#!/bin/sh\ntouch ${instance.at('planted')}\n`, { mode: 0o755 });
    expect((await job().run(getSources)).exitCode).toBe(0);
    expect(existsSync(instance.at('planted'))).toBe(false);
  });

  test('GIT_STRATEGY=clone begins with no repository at all', async () => {
    const first = job();
    await first.run(getSources);
    mkdirSync(first.project('protected'));
    writeFileSync(first.project('protected/file'), '');
    chmodSync(first.project('protected'), 0o500);
    const ran = await job({ variables: { GIT_STRATEGY: 'clone' } }).run(getSources);
    expect(ran.log).toContain('Initialized empty Git repository');
    expect(existsSync(first.project('protected'))).toBe(false);
  });

  test('GIT_STRATEGY=none touches nothing but makes the directory', async () => {
    const bare = job({ variables: { GIT_STRATEGY: 'none' }, toml: 'pre_get_sources_script = "echo hook"' });
    expect((await bare.run(getSources)).log).toBe('Skipping Git repository setup\nSkipping Git checkout\nSkipping Git submodules setup\n');
    writeFileSync(bare.project('kept'), '');
    await bare.run(getSources);
    expect(readdirSync(bare.project())).toEqual(['kept']);
    expect(projects.server.requests).toEqual([]);
  });

  test('GIT_STRATEGY=empty empties a directory of its own', async () => {
    const empty = job({ variables: { GIT_STRATEGY: 'empty' } });
    expect(empty.project()).toMatch(/proj-empty$/);
    mkdirSync(empty.project('old'), { recursive: true });
    expect((await empty.run(getSources)).log).toMatch(/^Skipping Git repository setup and creating an empty build directory\n/);
    expect(readdirSync(empty.project())).toEqual([]);
  });

  test('a repository or a commit that is not there ends the stage with 128', async () => {
    const { url } = projects.server;
    expect((await job({ source: { sha: 'f'.repeat(40) } }).run(getSources)).exitCode).toBe(128);
    const missing = job({ source: { repo_url: projects.address('group/missing') } });
    const ran = await missing.run(getSources);
    expect(ran).toMatchObject({ exitCode: 128, errors: expect.stringContaining(`repository '${url}/group/missing.git/' not found`) as string });
  });

  test('between two attempts everything in the worktree goes, the repository stays', async () => {
    const first = job();
    await first.run(getSources);
    writeFileSync(first.project('untracked'), '');
    expect((await first.run(clearWorktree)).log).toBe('Deleting tracked and untracked files...\n');
    expect(readdirSync(first.project())).toEqual(['.git']);
    expect((await job().run(getSources)).exitCode).toBe(0);
    expect(existsSync(first.project('f3'))).toBe(true);
  });

  test('hooks of the runner lie around those of the job, and all around the fetch', async () => {
    const hooked = job({
      toml: 'pre_get_sources_script = "echo runner-before"\npost_get_sources_script = "echo runner-after"',
      payload: {
        hooks: [
          { name: 'pre_get_sources_script', script: ['echo job-before'] },
          { name: 'post_get_sources_script', script: ['ls f3'] },
        ],
      },
    });
    const lines = (await hooked.run(getSources)).log.split('\n').filter((line) => !/Gitaly|repository|Checking|Skipping/.test(line));
    expect(lines).toEqual([
      '$ echo runner-before',
      'runner-before',
      '$ echo job-before',
      'job-before',
      'Fetching changes...',
      '$ ls f3',
      'f3',
      '$ echo runner-after',
      'runner-after',
      '',
    ]);
  });

  test('a credential helper of the user does not keep the token', async () => {
    git(instance.home, 'config', '--global', 'credential.helper', `store --file=${instance.at('kept')}`);
    const fetched = job();
    await fetched.run(getSources);
    expect(existsSync(instance.at('kept')) ? readFileSync(instance.at('kept'), 'utf8') : '').not.toContain(jobToken);
    writeFileSync(instance.at('kept'), `${projects.server.url.replace('//', `//gitlab-ci-token:${jobToken}@`).replace(/:(\d+)$/, '%3a$1')}\n`);
    await fetched.run(cleanupFileVariables, 'success');
    expect(readFileSync(instance.at('kept'), 'utf8')).not.toContain(jobToken);
  });
});
