import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSources, stepStage } from '../../../core/job/stages.ts';
import { git } from './git-server.ts';
import { ProjectServer, type Wish } from './project-server.ts';
import { Instance, type JobOnInstance, jobToken, step, variable } from './shell-rig.ts';

let projects: ProjectServer;
beforeAll(async () => void (projects = await ProjectServer.start()));
afterAll(() => projects.close());

describe('settings of get_sources', () => {
  let instance: Instance;
  beforeEach(() => {
    instance = new Instance();
    projects.server.requests.length = 0;
  });
  afterEach(() => instance.remove());

  const job = (wish: Wish = {}): JobOnInstance => projects.job(instance, 'bash', wish);

  test('clean_git_config = false leaves them, as whoever sets it wants', async () => {
    const first = job({ toml: 'clean_git_config = false' });
    await first.run(getSources);
    git(first.project(), 'config', 'test.kept', 'yes');
    await job({ toml: 'clean_git_config = false' }).run(getSources);
    expect(git(first.project(), 'config', 'test.kept')).toBe('yes');
  });

  test('a job that may not fetch clones', async () => {
    await job().run(getSources);
    expect((await job({ payload: { allow_git_fetch: false } }).run(getSources)).log).toContain('Initialized empty Git repository');
  });

  test('an unknown GIT_STRATEGY is a warning and the default', async () => {
    const odd = job({ variables: { GIT_STRATEGY: 'bogus' } });
    expect(odd.planned.warnings).toEqual([`GIT_STRATEGY: expected either 'clone', 'fetch', 'none' or 'empty' got "bogus", using default value 'fetch'`]);
    expect((await odd.run(getSources)).log).toContain('Fetching changes...');
  });

  test('a depth fetches that many commits; without one a shallow repository becomes whole', async () => {
    const shallow = job({ source: { depth: 1 } });
    await shallow.run(getSources);
    expect(git(shallow.project(), 'rev-list', '--count', 'HEAD')).toBe('1');
    await job().run(getSources);
    expect(git(shallow.project(), 'rev-list', '--count', 'HEAD')).toBe('3');
  });

  test('every refspec of the job is fetched', async () => {
    const both = job({ source: { refspecs: ['+refs/heads/main:refs/remotes/origin/main', `+${projects.firstSha}:refs/pipelines/9`] } });
    expect((await both.run(getSources)).exitCode).toBe(0);
    expect(git(both.project(), 'rev-parse', 'refs/pipelines/9', 'refs/remotes/origin/main')).toBe(`${projects.firstSha}\n${projects.sha}`);
  });

  test('GIT_FETCH_EXTRA_FLAGS takes the place of --prune and --quiet', async () => {
    const loud = await job({ variables: { GIT_FETCH_EXTRA_FLAGS: '--no-tags --verbose' } }).run(getSources);
    expect(loud.errors).toContain('[new branch]');
    expect((await job({ variables: { GIT_FETCH_EXTRA_FLAGS: 'none' } }).run(getSources)).exitCode).toBe(0);
  });

  test('GIT_CLEAN_FLAGS chooses what is removed, and none removes nothing', async () => {
    const first = job();
    await first.run(getSources);
    for (const name of ['ignored', 'kept.log', 'gone']) writeFileSync(first.project(name), '');
    await job({ variables: { GIT_CLEAN_FLAGS: '-ffd -e *.log' } }).run(getSources);
    expect(['ignored', 'kept.log', 'gone'].filter((name) => existsSync(first.project(name)))).toEqual(['ignored', 'kept.log']);
    await job({ variables: { GIT_CLEAN_FLAGS: 'none' } }).run(getSources);
    expect(existsSync(first.project('kept.log'))).toBe(true);
  });

  test('GIT_CHECKOUT=false fetches without touching the worktree', async () => {
    const first = job();
    await first.run(getSources);
    writeFileSync(first.project('f1'), 'changed');
    expect((await job({ variables: { GIT_CHECKOUT: 'false' } }).run(getSources)).log).toContain('Skipping Git checkout\n');
    expect(readFileSync(first.project('f1'), 'utf8')).toBe('changed');
  });

  test('a wrong token fails at once: Git asks nobody', async () => {
    const ran = await job({ source: { repo_url: projects.address('group/proj', 'wrong') } }).run(getSources);
    expect(ran.exitCode).toBe(128);
  });

  test('where large files are known they are fetched after the checkout, and not one by one before', async () => {
    instance.addProgram('git-lfs', '[ "$1" = version ] || echo "lfs $* $GIT_LFS_SKIP_SMUDGE"');
    const ran = await job().run(getSources);
    expect(ran.log).toMatch(/Checking out .*\nlfs pull 1\n\nSkipping/);
    const skipping = await job({ variables: { GIT_LFS_SKIP_SMUDGE: '1' } }).run(getSources);
    expect(skipping.log).not.toContain('lfs');
  });

  test('clone_url takes the place of the repository that the coordinator names', async () => {
    const cloned = job({
      toml: `clone_url = "${projects.server.url}"`,
      source: { repo_url: 'http://gitlab-ci-token:x@unreachable.invalid/group/proj.git' },
      variables: { CI_PROJECT_PATH: 'group/proj' },
    });
    expect((await cloned.run(getSources)).exitCode).toBe(0);
    expect(git(cloned.project(), 'config', '--file', '.git/config', 'remote.origin.url')).toBe(`${projects.server.url}/group/proj.git`);
  });

  test('with FF_GIT_URLS_WITHOUT_TOKENS no file has the token, and Git finds it everywhere in the job', async () => {
    const script = [`git ls-remote ${projects.server.url}/group/proj.git main`, `cd /; git ls-remote ${projects.server.url}/group/proj.git main`];
    const tokenless = job({
      variables: { FF_GIT_URLS_WITHOUT_TOKENS: 'true' },
      payload: { steps: [step('script', ...script)] },
    });
    expect((await tokenless.run(getSources)).exitCode).toBe(0);
    expect(readFileSync(tokenless.temporary('.gitlab-runner.ext.conf'), 'utf8')).not.toContain(jobToken);
    expect((await tokenless.run(stepStage('script'))).log.match(new RegExp(`^${projects.sha}`, 'gm'))).toHaveLength(2);
  });

  test('the same works where nothing was fetched', async () => {
    const script = [`git ls-remote ${projects.server.url}/group/proj.git main`];
    const bare = job({
      variables: { FF_GIT_URLS_WITHOUT_TOKENS: '1', GIT_STRATEGY: 'none' },
      payload: { steps: [step('script', ...script)] },
    });
    await bare.run(getSources);
    expect((await bare.run(stepStage('script'))).log).toContain(projects.sha);
  });

  test('FF_USE_GIT_PROACTIVE_AUTH sends credentials at once, to the server of the repository alone', () => {
    const { script } = job({ variables: { FF_USE_GIT_PROACTIVE_AUTH: 'true' } }).script(getSources);
    const option = `-c http.${projects.server.url}.proactiveAuth=basic`;
    expect(script).toMatch(new RegExp(`git .*${option} fetch origin`));
    expect(script).toMatch(new RegExp(`git .*${option} checkout -f`));
  });

  test('the user keeps the configuration of Git that is his', async () => {
    git(instance.home, 'config', '--global', 'user.name', 'Somebody');
    const bare = job({
      variables: { FF_GIT_URLS_WITHOUT_TOKENS: '1', GIT_STRATEGY: 'none' },
      payload: { steps: [step('script', 'git config user.name')] },
    });
    await bare.run(getSources);
    expect((await bare.run(stepStage('script'))).log).toContain('\nSomebody\n');
  });

  test('safe_directory_checkout marks the worktree as safe, once however many jobs there are', async () => {
    const safe = job({ toml: 'safe_directory_checkout = true' });
    await safe.run(getSources);
    await job({ toml: 'safe_directory_checkout = true' }).run(getSources);
    expect(git(instance.home, 'config', '--global', '--get-all', 'safe.directory')).toBe(safe.project());
  });

  test('certificates of the coordinator are Git’s too, for its server alone', async () => {
    const certified = job({ facts: { tls: { caChain: 'CHAIN $HOME', certificate: 'CERT', key: 'KEY' } } });
    await certified.run(getSources);
    const set = git(instance.home, 'config', '--file', certified.temporary('.gitlab-runner.ext.conf'), '--get-regexp', '^http\\.http://');
    expect(set.split('\n')).toEqual([
      `http.${projects.server.url}.sslcainfo ${certified.temporary('CI_SERVER_TLS_CA_FILE')}`,
      `http.${projects.server.url}.sslcert ${certified.temporary('CI_SERVER_TLS_CERT_FILE')}`,
      `http.${projects.server.url}.sslkey ${certified.temporary('CI_SERVER_TLS_KEY_FILE')}`,
    ]);
    expect(readFileSync(certified.temporary('CI_SERVER_TLS_CA_FILE'), 'utf8')).toBe('CHAIN $HOME');
  });

  test('a project whose repository has hashes of another kind is fetched as such', () => {
    const hashed = job({ source: { repo_object_format: 'sha256' } });
    expect(hashed.script(getSources).script).toMatch(/git init \S+ --template \S+ --object-format sha256\n/);
  });

  test('a builds_dir is used as it stands where it is absolute', async () => {
    const placed = job({ toml: `builds_dir = "${instance.at('elsewhere')}"` });
    await placed.run(getSources);
    expect(existsSync(instance.at('elsewhere/runnertok/1/group/proj/f3'))).toBe(true);
  });

  test('GIT_CLONE_PATH is where the worktree is, if the runner lets a job choose', async () => {
    const toml = '[runners.custom_build_dir]\nenabled = true';
    const placed = job({ toml, variables: { GIT_CLONE_PATH: '$CI_BUILDS_DIR/my/place' } });
    expect((await placed.run(getSources)).exitCode).toBe(0);
    expect(existsSync(instance.at('builds/my/place/f3'))).toBe(true);
  });

  test('masked values and the token are named, so that the log can hide them', () => {
    const masking = job({ payload: { variables: [variable('SECRET', 'hidden-$A', { masked: true }), variable('A', 'x')] } });
    expect(masking.planned.maskedValues).toEqual([jobToken, 'hidden-x']);
  });
});
