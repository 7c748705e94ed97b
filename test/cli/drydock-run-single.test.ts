import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CoordinatorJob } from '../../adapters/demo-coordinator/coordinator-job.ts';
import { jobPayloadFor } from '../../adapters/demo-coordinator/job-payload-for.ts';
import { TestCoordinator } from '../coordinator/test-coordinator.ts';
import { freePort } from '../servers/free-port.ts';
import { describeWithSshd, startSshd, type Sshd } from '../servers/sshd.ts';
import { drydock, type Outcome } from './memory-io.ts';

const token = 'glrt-runsingle-aaaaaaaaaaaa';
const otherToken = 'glrt-runsingle-bbbbbbbbbbbb';
const folder = mkdtempSync(join(tmpdir(), 'drydock-'));
let sshd: Sshd;
let coordinator: TestCoordinator;
let file: string;
let count = 0;

interface Differences {
  readonly url?: string;
  /** Whether there is a second runner. */
  readonly two?: boolean;
  readonly listenAddress?: string;
}

function runnerText(name: string, runnerToken: string, url: string): string {
  return `[[runners]]
  name = "${name}"
  url = "${url}"
  token = "${runnerToken}"
  executor = "instance"
  unhealthy_requests_limit = 2
  builds_dir = "${folder}/builds"
  cache_dir = "${folder}/cache"
  [runners.autoscaler]
    plugin = "static"
    capacity_per_instance = 4
    max_instances = 1
    update_interval = "50ms"
    update_interval_when_expecting = "50ms"
    [[runners.autoscaler.policy]]
      idle_count = 0
      idle_time = "20m"
    [runners.autoscaler.plugin_config.instances.host]
      username = "${sshd.user}"
      key_path = "${folder}/key"
      internal_addr = "127.0.0.1:${String(sshd.port)}"
`;
}

function configure({ url = coordinator.url, two = false, listenAddress = '' }: Differences = {}): void {
  const other = two ? runnerText('other', otherToken, url) : '';
  writeFileSync(
    file,
    `concurrent = 4\ncheck_interval = 1\nshutdown_timeout = 5\nlisten_address = "${listenAddress}"\n${runnerText('one', token, url)}${other}`,
  );
}

function add(...script: string[]): CoordinatorJob {
  const id = ++count;
  const where = { id, token: `glcbt-runsingle-${String(id)}-secret`, pipelineId: 1, url: coordinator.url, commit: null };
  return coordinator.gitlab.add(jobPayloadFor({ name: `job-${String(id)}`, stage: 'test', script }, where));
}

/** Runs the command; whatever it writes, no secret is in it. */
async function runSingle(...args: readonly string[]): Promise<Outcome> {
  const outcome = await drydock(['run-single', '--config', file, ...args]);
  const jobTokens = coordinator.gitlab.jobs.map(({ payload }) => payload.token);
  for (const secret of [token, otherToken, ...jobTokens, sshd.key.split('\n')[1]!]) {
    expect(outcome.stdout).not.toContain(secret);
    expect(outcome.stderr).not.toContain(secret);
  }
  return outcome;
}

describeWithSshd('run-single', () => {
  beforeAll(async () => {
    sshd = await startSshd();
    writeFileSync(join(folder, 'key'), sshd.key, { mode: 0o600 });
  });
  beforeEach(async () => {
    coordinator = new TestCoordinator({ updateIntervalSeconds: () => 1 });
    for (const known of [token, otherToken]) coordinator.gitlab.runners.add({ token: known });
    await coordinator.gitlab.listen();
    const here = join(folder, String(++count));
    mkdirSync(here);
    file = join(here, 'config.toml');
    configure();
  });
  afterEach(() => coordinator.close());
  afterAll(async () => {
    await sshd.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('with --max-builds 2 runs two jobs, one after the other whatever concurrent says, asks for no third, and exits with 0', async () => {
    // The first takes longer than it would wait for a job, which cuts it not short: that counts from its end.
    const [first, second, third] = [add('sleep 2.1', `touch ${folder}/first`), add(`test -e ${folder}/first`), add('echo three')];
    const { code, stderr } = await runSingle('--max-builds', '2', '--wait-timeout', '2');
    expect([code, first.status, second.status, third.status]).toEqual([0, 'success', 'success', 'pending']);
    expect(stderr).toContain('This runner has processed its build limit, so now exiting\n');
  });

  test('counts a job that fails, whose failure is GitLab’s to show: it exits with 0', async () => {
    const job = add('exit 3');
    const { code, stderr } = await runSingle('--max-builds', '1');
    expect([code, job.reports.at(-1)]).toEqual([0, expect.objectContaining({ state: 'failed', failureReason: 'script_failure', exitCode: 3 }) as unknown]);
    expect(stderr).toMatch(/WARNING: Job failed +.*exit_code=3/);
  });

  test('with --wait-timeout ends when no job has come for so long, and says so', async () => {
    const before = performance.now();
    const { code, stderr } = await runSingle('--wait-timeout', '1');
    expect(code).toBe(0);
    expect(performance.now() - before).toBeGreaterThan(1000);
    expect(stderr).toContain('This runner has not received a job in 1 seconds, so now exiting\n');
  });

  test('serves the runner that --runner names, and no other', async () => {
    configure({ two: true });
    const job = add('echo hello');
    expect((await runSingle('-r', 'other', '--max-builds', '1')).code).toBe(0);
    const tokens = coordinator.calls('POST', /jobs\/request$/).map(({ json }) => (json as { token: string }).token);
    expect([job.status, new Set(tokens)]).toEqual(['success', new Set([otherToken])]);
  });

  test('says which runners there are where none is named of several, or one that is not there', async () => {
    configure({ two: true });
    const unnamed = await runSingle();
    expect([unnamed.code, unnamed.stderr.trimEnd().split('\n').at(-1)]).toEqual([1, 'drydock: which runner? Name it by --runner; there are "one", "other"']);
    expect(await runSingle('--runner', 'on')).toMatchObject({ code: 1, stderr: expect.stringContaining('fix: did you mean "one"?') as string });
  });

  test('says how a runner comes into the configuration where flags describe one, as upstream’s may', async () => {
    const { code, stderr } = await drydock(['run-single', '-u', coordinator.url, '-t', token, '--executor', 'instance']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('drydock register writes it there') as string]);
    expect(stderr).not.toContain(token);
  });

  test.each([
    ['--max-builds', 'many'],
    ['--wait-timeout', '-1'],
  ])('%s %s is refused', async (...args) => {
    expect(await runSingle(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('expected a whole number') as string });
  });

  describe('a GitLab', () => {
    test('without an address that can be called ends it at once, with 1', async () => {
      configure({ url: 'gitlab.example.com' });
      const { code, stderr } = await runSingle('--wait-timeout', '30');
      expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([
        1,
        'drydock: the url "gitlab.example.com" is no address of a GitLab instance: did you mean "https://gitlab.example.com"?',
      ]);
    });

    test('that refuses the runner is asked no more after unhealthy_requests_limit, which is said and counted', async () => {
      coordinator.answerAlways('POST', /^jobs\/request$/, { status: 403, body: '' });
      const address = `127.0.0.1:${String(await freePort())}`;
      configure({ listenAddress: address });
      const running = runSingle('--wait-timeout', '3');
      await coordinator.until(() => coordinator.calls('POST', /jobs\/request$/).length === 2);
      await pause(300);
      const metrics = await (await fetch(`http://${address}/metrics`)).text();
      const { code, stderr } = await running;
      expect(code).toBe(0);
      expect(stderr.match(/WARNING: Checking for jobs\.\.\. failed +.*403/g)).toHaveLength(2);
      expect(stderr).toMatch(/WARNING: back-off: requests until .*, as GitLab refuses the runner: is its token still valid\?/);
      expect(metrics).toMatch(/^gitlab_runner_errors_total\{level="warning"\} 3$/m);
      expect(metrics).toMatch(/^gitlab_runner_worker_health_check_failures_total\{.*\} 1$/m);
      expect(metrics).toMatch(/^gitlab_runner_configuration_loaded_total 1$/m);
    });
  });
});
