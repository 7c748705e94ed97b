import { existsSync, readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSources, stepStage } from '../../../core/job/stages.ts';
import { git, makeRepository, startGitServer, type GitServer } from './git-server.ts';
import { Instance, JobOnInstance, jobPayload, jobToken, runnerTable, step } from './shell-rig.ts';

let store: Instance;
let server: GitServer;
let sha: string;

function addSubmodule(into: string, name: string): string {
  git(into, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', `../${name}`, `libs/${name}`);
  git(into, 'commit', '--quiet', '--message', `adds ${name}`);
  return git(into, 'rev-parse', 'HEAD');
}

beforeAll(async () => {
  store = new Instance();
  const group = store.at('repos/group');
  makeRepository(group, 'inner', [{ 'inner.txt': '1' }]);
  makeRepository(group, 'other', [{ 'other.txt': '1' }]);
  makeRepository(group, 'sub', [{ 'sub.txt': '1' }, { 'sub.txt': '2' }]);
  addSubmodule(`${group}/sub`, 'inner');
  makeRepository(group, 'proj', [{ f1: '1' }]);
  addSubmodule(`${group}/proj`, 'other');
  sha = addSubmodule(`${group}/proj`, 'sub');
  server = await startGitServer(store.at('repos'), jobToken);
});

afterAll(async () => {
  await server.close();
  store.remove();
});

// In the plainest shell: what Git is asked to do is the same in all.
describe('submodules', () => {
  let instance: Instance;
  beforeEach(() => void (instance = new Instance()));
  afterEach(() => instance.remove());

  function job(variables: Readonly<Record<string, string>>, script = 'true', depth = 0): JobOnInstance {
    const plain = jobPayload({ steps: [step('script', script)] }, variables);
    const repositoryUrl = `${server.url.replace('//', `//gitlab-ci-token:${jobToken}@`)}/group/proj.git`;
    return new JobOnInstance(instance, { ...plain, git_info: { ...plain.git_info, repo_url: repositoryUrl, sha, depth } }, runnerTable('shell = "sh"'));
  }

  test('normal brings those of the project, with the credentials of the job, and says what it does', async () => {
    const fetched = job({ GIT_SUBMODULE_STRATEGY: 'normal' });
    const ran = await fetched.run(getSources);
    expect(ran.exitCode).toBe(0);
    expect(readdirSync(fetched.project('libs/sub')).sort()).toEqual(['.git', '.gitmodules', 'libs', 'sub.txt']);
    expect(readdirSync(fetched.project('libs/sub/libs/inner'))).toEqual([]);
    const own = ran.log.split('\n').filter((line) => /submodules|Synchronizing/.test(line));
    expect(own).toEqual(
      [
        'Updating/initializing submodules...',
        'Updated submodules',
        "Synchronizing submodule url for 'libs/other'",
        "Synchronizing submodule url for 'libs/sub'",
        'Configuring submodules to use parent git credentials...',
      ].toSpliced(1, 0, "Synchronizing submodule url for 'libs/other'", "Synchronizing submodule url for 'libs/sub'"),
    );
  });

  test('recursive brings those within them too', async () => {
    const fetched = job({ GIT_SUBMODULE_STRATEGY: 'recursive' });
    const ran = await fetched.run(getSources);
    expect(ran.log).toContain('Updating/initializing submodules recursively...');
    expect(existsSync(fetched.project('libs/sub/libs/inner/inner.txt'))).toBe(true);
  });

  test('none, the default, brings none', async () => {
    const fetched = job({});
    expect((await fetched.run(getSources)).log).toContain('Skipping Git submodules setup');
    expect(readdirSync(fetched.project('libs/sub'))).toEqual([]);
  });

  test('GIT_SUBMODULE_PATHS chooses among them', async () => {
    const fetched = job({ GIT_SUBMODULE_STRATEGY: 'normal', GIT_SUBMODULE_PATHS: 'libs/other' });
    expect((await fetched.run(getSources)).exitCode).toBe(0);
    expect(['libs/other', 'libs/sub'].map((path) => readdirSync(fetched.project(path)).length)).toEqual([2, 0]);
  });

  test('they are as deep as the job, or as GIT_SUBMODULE_DEPTH says', async () => {
    const shallow = job({ GIT_SUBMODULE_STRATEGY: 'normal' }, 'true', 1);
    expect((await shallow.run(getSources)).log).toContain('Updating/initializing submodules with git depth set to 1...');
    expect(git(shallow.project('libs/sub'), 'rev-list', '--count', 'HEAD')).toBe('1');
    const deeper = job({ GIT_SUBMODULE_STRATEGY: 'normal', GIT_SUBMODULE_DEPTH: '2', GIT_STRATEGY: 'clone' }, 'true', 1);
    await deeper.run(getSources);
    expect(git(deeper.project('libs/sub'), 'rev-list', '--count', 'HEAD')).toBe('2');
  });

  test('GIT_SUBMODULE_UPDATE_FLAGS reaches Git', () => {
    const remote = job({ GIT_SUBMODULE_STRATEGY: 'normal', GIT_SUBMODULE_UPDATE_FLAGS: '--remote --jobs 2' });
    expect(remote.script(getSources).script).toContain('submodule update --init --remote --jobs 2');
  });

  test('what fails is tried once more, with all branches where --remote asks for one', async () => {
    instance.addProgram(
      'git',
      `case "$*" in *"submodule update"*) [ -e ${instance.home}/tried ] || { touch ${instance.home}/tried; exit 1; };; esac; exec /usr/bin/git "$@"`,
    );
    const fetched = job({ GIT_SUBMODULE_STRATEGY: 'normal' });
    const ran = await fetched.run(getSources);
    expect(ran.exitCode).toBe(0);
    expect(ran.raw).toContain('\u001b[0;33mUpdating submodules failed. Retrying...\u001b[0;m\n');
    expect(existsSync(fetched.project('libs/sub/sub.txt'))).toBe(true);
  });

  test('a script can fetch in a submodule as in the project', async () => {
    const fetched = job({ GIT_SUBMODULE_STRATEGY: 'normal' }, 'cd libs/sub && git fetch --quiet origin && echo fetched');
    await fetched.run(getSources);
    expect((await fetched.run(stepStage('script'))).log).toContain('\nfetched\n');
  });

  test('what a job left in a submodule is gone for the next', async () => {
    const variables = { GIT_SUBMODULE_STRATEGY: 'recursive' };
    const first = job(variables, 'touch libs/sub/left; echo changed > libs/sub/libs/inner/inner.txt; touch .git/modules/libs/sub/index.lock');
    await first.run(getSources);
    await first.run(stepStage('script'));
    const next = job(variables);
    expect((await next.run(getSources)).exitCode).toBe(0);
    expect(git(next.project(), 'submodule', 'foreach', '--quiet', '--recursive', 'git status --porcelain')).toBe('');
  });

  test('an unknown strategy makes the job impossible, and says so', () => {
    const { plan, warnings } = job({ GIT_SUBMODULE_STRATEGY: 'some' }).planned;
    expect(plan.configurationError).toBe('unknown GIT_SUBMODULE_STRATEGY');
    expect(warnings).toEqual([`GIT_SUBMODULE_STRATEGY: expected either 'normal', 'recursive' or 'none' got "some"`]);
  });
});
