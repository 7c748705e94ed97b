import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TestCoordinator } from '../coordinator/test-coordinator.ts';
import { drydock, type Outcome, type Surroundings } from './memory-io.ts';

const registrationToken = 'legacy-registration-token';
const personalAccessToken = 'glpat-of-an-operator-0001';
const folder = mkdtempSync(join(tmpdir(), 'drydock-'));
let coordinator: TestCoordinator;
let file: string;
let tokens: string[];
let count = 0;

beforeAll(async () => {
  coordinator = await TestCoordinator.start({ secrets: { registrationToken, personalAccessToken } });
});
afterAll(async () => {
  await coordinator.close();
  rmSync(folder, { recursive: true });
});

/** A configuration with two runners that GitLab knows, in a folder of its own. */
beforeEach(() => {
  const here = join(folder, String(++count));
  mkdirSync(here);
  file = join(here, 'config.toml');
  tokens = [coordinator.gitlab.runners.add().token, 'glrt-gone-gone-gone-gone'];
  writeFileSync(file, configText());
});

const configText = (): string => `# kept by hand
concurrent = 2

# serves
[[runners]]
  name = "alive" # a name
  url = "${coordinator.url}/"
  id = ${coordinator.gitlab.runners.find(tokens[0]!)!.id}
  token = "${tokens[0]!}"
  executor = "instance"

# does not
[[runners]]
  name = "removed"
  url = "${coordinator.url}"
  token = "${tokens[1]!}"
  executor = "instance"
`;

/** Runs a command on the configuration; whatever it writes, no token is in it. */
async function operate(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  const known = [...tokens, registrationToken, personalAccessToken];
  const outcome = await drydock([...args, '--config', file], surroundings);
  const now = existsSync(file) ? [...readFileSync(file, 'utf8').matchAll(/^\s*token = "([^"]+)"/gm)].map(([, token]) => token!) : [];
  for (const secret of [...known, ...now]) {
    expect(outcome.stdout).not.toContain(secret);
    expect(outcome.stderr).not.toContain(secret);
  }
  return outcome;
}

const text = (): string => readFileSync(file, 'utf8');
const short = (token: string): string => token.replace(/^glrt-/, '').slice(0, 9);

describe('list', () => {
  test('has a line for each runner, with its token shortened', async () => {
    const { code, stderr } = await operate(['list']);
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`^Listing configured runners +ConfigFile=${file}\n`));
    expect(stderr).toMatch(new RegExp(`^alive +Executor=instance Token=${short(tokens[0]!)} URL=${coordinator.url}/$`, 'm'));
    expect(stderr.trimEnd().split('\n')).toHaveLength(3);
  });

  test.each([
    ['is not there', null],
    ['is no TOML', 'concurrent = \ntoken = "glrt-abcdefghijklmnop"'],
  ])('fails when the configuration %s', async (_, broken) => {
    if (broken === null) rmSync(file);
    else writeFileSync(file, broken);
    const { code, stderr } = await operate(['list']);
    expect(code).toBe(1);
    expect(stderr).toContain(file);
  });

  test('writes the form of the log that is asked for, the command line before the environment before the configuration', async () => {
    writeFileSync(file, `log_format = "json"\n${text()}`);
    expect(JSON.parse((await operate(['list'])).stderr.split('\n')[0]!)).toMatchObject({ level: 'info', msg: 'Listing configured runners' });
    expect((await operate(['list'], { env: { LOG_FORMAT: 'text' } })).stderr).toMatch(/^time=\S+ level=info msg="Listing configured runners"/);
    expect((await operate(['--log-format', 'runner', 'list'], { env: { LOG_FORMAT: 'text' } })).stderr).toMatch(/^Listing/);
    expect((await operate(['list', '--log-level', 'error'])).stderr).toBe('');
  });
});

describe('verify', () => {
  test('says of each runner whether GitLab knows it, and fails when it does not know one', async () => {
    const { code, stderr } = await operate(['verify']);
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^Verifying runner\\.\\.\\. is alive +runner=${short(tokens[0]!)}$`, 'm'));
    expect(stderr).toMatch(/^ERROR: Verifying runner\.\.\. is removed +runner=gone-gone status=/m);
    expect(text()).toBe(configText());
  });

  test('of one runner asks after that one alone', async () => {
    expect(await operate(['verify', '--name', 'alive'])).toMatchObject({ code: 0, stdout: '' });
    expect(await operate(['verify', '--url', coordinator.url, '--token', tokens[0]!])).toMatchObject({ code: 0 });
    const { code, stderr } = await operate(['verify', '--name', 'nobody']);
    expect([code, stderr]).toEqual([1, 'drydock: no runner has the name nobody; there are "alive", "removed"\n']);
  });

  test('of a file without runners says so', async () => {
    writeFileSync(file, 'concurrent = 1\n');
    expect(await operate(['verify'])).toMatchObject({ code: 0, stderr: expect.stringContaining('WARNING: No runner is configured') as string });
  });

  test('with --delete takes out what GitLab no longer has, and leaves every other line as it was', async () => {
    const { code, stderr } = await operate(['verify', '--delete']);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`Updated ${file}`) as string]);
    expect(text()).toBe(configText().slice(0, configText().indexOf('\n# does not')));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('never deletes a runner because a call failed', async () => {
    coordinator.answer('POST', /^runners\/verify$/, { status: 418 }, { status: 418 });
    const before = text();
    const outcome = await operate(['verify', '--delete']);
    expect([outcome.code, text()]).toEqual([1, before]);
  });
});

describe('unregister', () => {
  test('by name takes the runner out of the file once GitLab let it go', async () => {
    const { code, stderr } = await operate(['unregister', '--name', 'alive']);
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`^Unregistering runner from GitLab succeeded +runner=${short(tokens[0]!)}$`, 'm'));
    expect(text()).not.toContain('"alive"');
    expect(text()).toContain('# does not\n[[runners]]\n  name = "removed"');
    expect(coordinator.calls('DELETE', /^\/api\/v4\/runners\/managers$/).at(-1)?.json).toMatchObject({
      token: tokens[0],
      system_id: expect.stringMatching(/^[sr]_\w{12}$/) as string,
    });
  });

  test('keeps what GitLab does not let go', async () => {
    const { code } = await operate(['unregister', '--all-runners']);
    expect(code).toBe(1);
    expect(text()).not.toContain('"alive"');
    expect(text()).toContain('"removed"');
  });

  test('by URL and token, from the environment as from the command line', async () => {
    const env = { CI_SERVER_URL: coordinator.url, CI_SERVER_TOKEN: tokens[0] };
    expect((await operate(['unregister'], { env })).code).toBe(0);
    expect(text()).not.toContain('"alive"');
    const foreign = coordinator.gitlab.runners.add().token;
    expect((await operate(['unregister', '-u', coordinator.url, '-t', foreign])).code).toBe(0);
  });

  test('without a choice unregisters nobody', async () => {
    const { code, stderr } = await operate(['unregister']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('--all-runners') as string]);
    expect(text()).toBe(configText());
  });
});

describe('reset-token', () => {
  test('writes the new token in place of the old, which GitLab no longer takes', async () => {
    const { code } = await operate(['reset-token', '--name', 'alive']);
    expect(code).toBe(0);
    expect(text()).not.toContain(tokens[0]);
    expect(text()).toMatch(
      /name = "alive" # a name\n[^]*token_obtained_at = \d{4}-\d\d-\d\dT[\d:]+Z\n {2}token_expires_at = 0001-01-01T00:00:00Z\n\n# does not/,
    );
    expect(coordinator.gitlab.runners.find(tokens[0]!)).toBeNull();
    expect((await operate(['verify', '--name', 'alive'])).code).toBe(0);
  });

  test('works in the name of a user too', async () => {
    expect((await operate(['reset-token', '--name', 'alive', '--pat', personalAccessToken])).code).toBe(0);
    expect(text()).not.toContain(tokens[0]);
  });

  test('of all runners resets those that it can', async () => {
    expect((await operate(['reset-token', '--all-runners'])).code).toBe(1);
    expect(text()).not.toContain(tokens[0]);
    expect(text()).toContain(tokens[1]);
  });
});

describe('register', () => {
  test('takes up a runner that was made in GitLab, without a question, and leaves what the file has', async () => {
    const { token, id } = coordinator.gitlab.runners.add();
    tokens.push(token);
    const before = text();
    const { code, stderr } = await operate([
      'register',
      '--non-interactive',
      '--url',
      coordinator.url,
      '--token',
      token,
      '--name',
      'new "one"',
      '--limit',
      '7',
      '--env',
      'A=1',
      '--env',
      'B=2',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('Runner registered successfully.');
    expect(text().startsWith(before)).toBe(true);
    expect(text().slice(before.length)).toMatch(
      new RegExp(
        `^\n\\[\\[runners\\]\\]\n  name = "new \\\\"one\\\\""\n  url = "${coordinator.url}"\n  id = ${id}\n  token = "${token}"\n  token_obtained_at = \\S+Z\n  token_expires_at = 0001-01-01T00:00:00Z\n  executor = "instance"\n  limit = 7\n  environment = \\["A=1", "B=2"\\]\n$`,
      ),
    );
  });

  test('reads everything from the environment that it reads from the command line', async () => {
    const { token } = coordinator.gitlab.runners.add();
    tokens.push(token);
    const env = {
      REGISTER_NON_INTERACTIVE: 'true',
      CI_SERVER_URL: coordinator.url,
      CI_SERVER_TOKEN: token,
      RUNNER_NAME: 'by-env',
      RUNNER_LIMIT: '3',
      CLONE_URL: '',
    };
    expect((await operate(['register'], { env })).code).toBe(0);
    expect(text()).toMatch(/name = "by-env"\n[^]*limit = 3\n$/);
    expect(text()).not.toContain('clone_url');
  });

  test('asks what it was not told', async () => {
    const { token } = coordinator.gitlab.runners.add();
    tokens.push(token);
    const { code, stderr } = await operate(['register'], { stdin: `${coordinator.url}\n${token}\n\ninstance\n` });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Enter the GitLab instance URL[^]*Enter the registration token:[^]*Enter a name for the runner[^]*Enter an executor: instance:/);
  });

  test('creates a runner with a registration token, with what GitLab is to know of it', async () => {
    const answers = `${coordinator.url}\n${registrationToken}\nmy runner\nlinux,fast\nask ops\nshell\ninstance\n`;
    const { code, stderr } = await operate(['register', '--locked=false'], { stdin: answers });
    expect([code, stderr]).toEqual([0, expect.stringContaining('Invalid executor specified') as string]);
    expect(coordinator.calls('POST', /^\/api\/v4\/runners$/).at(-1)?.json).toMatchObject({
      description: 'my runner',
      tag_list: 'linux,fast',
      maintenance_note: 'ask ops',
      run_untagged: false,
      locked: false,
      token: registrationToken,
    });
    const [, written = ''] = /name = "my runner"[^]*token = "([^"]+)"/.exec(text()) ?? [];
    expect(coordinator.gitlab.runners.find(written)).toMatchObject({ tags: ['linux', 'fast'] });
  });

  test('writes a new file for its owner alone', async () => {
    rmSync(file);
    const { token } = coordinator.gitlab.runners.add();
    tokens.push(token);
    expect((await operate(['register', '-n', '-u', coordinator.url, '-t', token])).code).toBe(0);
    expect(text()).toMatch(/^concurrent = 1\n[^]*\[\[runners\]\]\n/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('begins with a template, whose fleet it takes over', async () => {
    const template = join(folder, 'template.toml');
    writeFileSync(template, '[[runners]]\n  limit = 1\n  [runners.autoscaler]\n    plugin = "static" # ours\n');
    const { token } = coordinator.gitlab.runners.add();
    tokens.push(token);
    expect((await operate(['register', '-n', '-u', coordinator.url, '-t', token, '--template-config', template, '--limit=4'])).code).toBe(0);
    expect(text()).toMatch(/\[\[runners\]\]\n {2}limit = 4\n[^]*executor = "instance"\n {2}\[runners\.autoscaler\]\n {4}plugin = "static" # ours\n$/);
  });

  test.each([
    ['a token that GitLab does not know', ['-n', '-t', 'glrt-nobody-nobody-nobody'], 'Failed to verify the runner.'],
    ['a registration token that GitLab does not know', ['-n', '-r', 'wrong-wrong-wrong'], 'Failed to register the runner.'],
    ['no token', ['-n'], 'The registration-token needs to be entered'],
    ['input that ends', [], 'Unexpected EOF'],
    ['another executor', ['-n', '-r', registrationToken, '--executor', 'docker'], 'serves the executor "instance"'],
    ['server settings beside a runner token', ['-n', '-t', 'glrt-nobody-nobody-nobody', '--tag-list', 'x'], '--tag-list'],
    ['a level that is none', ['-n', '--access-level', 'root'], 'not_protected'],
  ])('with %s fails, and the file stays as it was', async (_, args, message) => {
    const outcome = await operate(['register', '--url', coordinator.url, ...args]);
    expect([outcome.code, outcome.stderr]).toEqual([1, expect.stringContaining(message) as string]);
    expect(text()).toBe(configText());
  });

  test('takes a runner away again that it created and could not keep', async () => {
    writeFileSync(file, 'concurrent = 1\nrunners = []\n');
    expect((await operate(['register', '-n', '-u', coordinator.url, '-r', registrationToken])).code).toBe(1);
    expect(coordinator.exchanges.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/v4/runners' });
    expect((await operate(['register', '-n', '-u', coordinator.url, '-r', registrationToken, '--leave-runner'])).code).toBe(1);
    expect(coordinator.exchanges.at(-1)).toMatchObject({ method: 'POST', path: '/api/v4/runners' });
  });
});

test('no token of a command line is in what a mistake makes the program say', async () => {
  const secret = 'Secret0Of1No2Shape3';
  for (const args of [
    ['register', '--token', secret, '--limit', 'x'],
    ['register', `--token=${secret}`, '--bad'],
    ['list', '--pat', secret],
    ['verify', '-t', secret],
  ]) {
    const { code, stdout, stderr } = await operate(args);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain(secret);
  }
});
