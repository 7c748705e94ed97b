import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { parseTrace } from '../../sim/workload/trace/parse-trace.ts';
import { root } from '../house/repository.ts';
import { startJobsApi, type JobsApi, type ListRequest, type OtherAnswer } from '../servers/jobs-api.ts';
import { smallConfig } from './fixture.ts';
import { sim, type Outcome } from './memory-io.ts';

const golden = join(root, 'test/golden/import');
const folder = mkdtempSync(join(tmpdir(), 'drydock-import-'));
afterAll(() => rmSync(folder, { recursive: true }));
const token = 'S3cret_without-a.shape';
const apis: JobsApi[] = [];
afterEach(async () => {
  for (const api of apis.splice(0)) await api.close();
});

let fileCount = 0;
const fresh = (name: string): string => join(folder, `${String(++fileCount)}-${name}`);

function expectGolden(name: string, { code, stdout, stderr }: Outcome): void {
  const path = join(golden, name);
  const text = `exit ${String(code)}\n--- stderr\n${stderr}--- stdout\n${stdout}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  else expect(text).toBe(readFileSync(path, 'utf8'));
}

const startMs = Date.UTC(2026, 2, 2, 8);

/** A job every ten minutes. */
function job(id: number): { id: number; created_at: string } {
  const at = (ms: number): string => new Date(startMs + id * 600_000 + ms).toISOString();
  return {
    id,
    created_at: at(0),
    ...{ name: `secret-project-${String(id % 3)}`, status: 'success', started_at: at(90_000), queued_duration: 30, duration: 100 + id, tag_list: ['linux'] },
    ...{ pipeline: { id: 1_000_000 + Math.floor(id / 4), project_id: 77_123 } },
  };
}
const jobs = (count: number): ReturnType<typeof job>[] => Array.from({ length: count }, (_, index) => job(index + 1));

async function api(count: number, instead?: (request: ListRequest, number: number) => OtherAnswer | null): Promise<JobsApi> {
  const started = await startJobsApi(jobs(count), instead);
  apis.push(started);
  return started;
}

const env = { GITLAB_TOKEN: token };
/** The trace that the same jobs give from a file. */
async function traceOf(count: number): Promise<string> {
  return (await sim(['import', 'gitlab', '-', '--keep-names'], { stdin: JSON.stringify(jobs(count)) })).stdout;
}

describe('from files', () => {
  test('jobs as GitLab documents them give a trace, their counts and a scenario', async () => {
    expectGolden('jobs.out.txt', await sim(['import', 'gitlab', join(golden, 'jobs.json'), '--keep-names']));
  });

  test('a pipe, pages one after the other and a job a line give the same as a file', async () => {
    const text = readFileSync(join(golden, 'jobs.json'), 'utf8');
    const all = JSON.parse(text) as unknown[];
    const whole = await sim(['import', 'gitlab', join(golden, 'jobs.json'), '--keep-names']);
    for (const stdin of [text, `${JSON.stringify(all.slice(0, 4))}\n${JSON.stringify(all.slice(4))}`, all.map((one) => JSON.stringify(one)).join('\n')])
      expect(await sim(['import', 'gitlab', '-', '--keep-names'], { stdin })).toEqual(whole);
  });

  test('only the runner, the tags and the time that are asked for', async () => {
    const outcome = await sim([
      'import',
      'gitlab',
      join(golden, 'jobs.json'),
      '--keep-names',
      '--runner',
      '32',
      '--tags',
      'macos',
      '--since',
      '2026-03-02T10:00:10Z',
    ]);
    expect(outcome.stderr).toContain('of other runners: 1, left out');
    expect(outcome.stderr).not.toContain('ran on 2 runners');
    expect(
      outcome.stdout
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]),
    ).toEqual(['36060', '37199.5', '39600', '115200']);
  });

  test('a foreign CSV is known by its header, with what cannot be read named by its line', async () => {
    expectGolden('foreign.out.txt', await sim(['import', 'csv', join(golden, 'foreign.csv'), '--keep-names']));
  });

  test('columns can be named, and a column that is missing is said to be', async () => {
    const file = fresh('odd.csv');
    writeFileSync(file, 'came,spent,Waited\n1772409600,1m30s,12\n1772409660,45,\n');
    const named = await sim(['import', 'csv', file, '--column', 'arrival=came', '--column', 'duration=spent', '--column', 'wait=waited']);
    expect(named.stdout).toContain('\n0,12,90,,0,completed,\n60,,45,,0,completed,\n');
    const missing = await sim(['import', 'csv', file]);
    expect([missing.code, missing.stderr]).toEqual([104, expect.stringContaining('no column of came, spent, Waited says when a job came') as string]);
    expect((await sim(['import', 'csv', file, '--column', 'arival=came'])).stderr).toContain('there is no column arival');
  });

  test('the trace format itself comes out as it went in', async () => {
    const file = fresh('own.csv');
    await sim(['import', 'gitlab', join(golden, 'jobs.json'), '--keep-names', '-o', file]);
    const again = await sim(['import', 'csv', file, '--keep-names']);
    expect(again.stdout).toBe(readFileSync(file, 'utf8'));
  });

  test('a file of the Standard Workload Format gives a trace with its date', async () => {
    expectGolden('cluster.out.txt', await sim(['import', 'swf', join(golden, 'cluster.swf')]));
  });

  test('a fleet is fitted from the metrics of a runner', async () => {
    expectGolden('metrics.out.txt', await sim(['import', 'metrics', join(golden, 'metrics.txt'), '--runner', 'mac']));
  });

  test('of several runners one must be chosen, and one without values is no fleet', async () => {
    const several = await sim(['import', 'metrics', join(golden, 'metrics.txt')]);
    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining('several runners: a "quoted" name, mac; choose one') as string]);
    expect((await sim(['import', 'metrics', join(golden, 'metrics.txt'), '--runner', 'a "quoted" name'])).code).toBe(104);
    expect((await sim(['import', 'metrics', '-'], { stdin: 'process_cpu_seconds_total 3\n' })).code).toBe(104);
  });

  test('what is no list of jobs is bad input, said with its place', async () => {
    const outcome = await sim(['import', 'gitlab', '-'], { stdin: '{"message":"401 Unauthorized"}' });
    expect([outcome.code, outcome.stdout]).toEqual([104, '']);
    expect(outcome.stderr).toContain('object 1: not a job: GitLab says "401 Unauthorized"');
    expect((await sim(['import', 'gitlab', fresh('missing.json')])).code).toBe(2);
  });

  test('a wait that is longer than the job had existed is not used, and counted', async () => {
    const job = { id: 1, status: 'success', created_at: '2026-03-02T07:00:00Z', started_at: '2026-03-02T07:00:30Z', duration: 60, queued_duration: 30 };
    const { stdout, stderr } = await sim(['import', 'gitlab', '-'], { stdin: JSON.stringify([job, { ...job, id: 2, queued_duration: 1e9 }]) });
    expect(stdout.split('\n').slice(1, 3)).toEqual(['25200,30,60,,0,completed,', '25230,,60,,0,completed,']);
    expect(stderr).toContain('! queued for longer than they had existed: 1; their wait is not used');
  });

  test('the lines for a scenario, pasted with those of the fleet, make one that runs on the trace', async () => {
    const trace = fresh('mac.csv');
    const { stdout: workload } = await sim(['import', 'gitlab', join(golden, 'jobs.json'), '-o', trace]);
    const { stdout: fleet } = await sim(['import', 'metrics', join(golden, 'metrics.txt'), '--runner', 'mac']);
    writeFileSync(join(folder, 'config.toml'), smallConfig);
    const scenario = fresh('mac.yaml');
    writeFileSync(scenario, `version: 1\nname: mac\nconfig: ./config.toml\n${workload}${fleet}replications: 1\n`);
    const run = await sim(['run', scenario, '--json', '--workers', '0']);
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject({ complete: true });
  });
});

describe('boot time in durations', () => {
  /** Five jobs of a minute and more, every third run of which boots an instance for four minutes first. */
  const hidden = Array.from({ length: 300 }, (_, index) => ({
    ...job(index + 1),
    name: `job ${String(index % 5)}`,
    duration: 60 + 10 * (index % 5) + ((index * 7) % 11) + (index % 3 === 0 ? 240 + ((index * 13) % 31) : 0),
  }));
  const durations = ({ stdout }: Outcome): number[] =>
    stdout
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[2]));

  test('is taken out, and the summary says how it was found and how much it was', async () => {
    const outcome = await sim(['import', 'gitlab', '-'], { stdin: JSON.stringify(hidden) });
    expect(outcome.stderr).toMatch(/boot time in durations, found by a fit: p50 4m1\ds {2}p95 4m[23]\ds \(n = 100\)/);
    expect(outcome.stderr).toContain('is taken out of 100 runs (33 %)');
    expect(Math.max(...durations(outcome))).toBeLessThan(125);
  });

  test('stays with --keep-boot', async () => {
    const outcome = await sim(['import', 'gitlab', '-', '--keep-boot'], { stdin: JSON.stringify(hidden) });
    expect(durations(outcome)).toEqual(hidden.map(({ duration }) => duration));
    expect(outcome.stderr).toContain('as recorded, as you asked');
  });
});

describe('names', () => {
  test('are salted hashes: the same for the same, others in the next import, and nothing of the originals is left', async () => {
    const stdin = JSON.stringify(jobs(12));
    const [first, second] = [await sim(['import', 'gitlab', '-'], { stdin }), await sim(['import', 'gitlab', '-'], { stdin })];
    const column = (text: string, at: number): string[] =>
      text
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[at]!);
    expect(new Set(column(first.stdout, 6)).size).toBe(3);
    expect(new Set(column(first.stdout, 4)).size).toBe(4);
    for (const id of column(first.stdout, 4)) expect(Number.isSafeInteger(Number(id))).toBe(true);
    expect(column(first.stdout, 6)[0]).toBe(column(first.stdout, 6)[3]);
    expect(column(first.stdout, 6)).not.toEqual(column(second.stdout, 6));
    expect(column(first.stdout, 0)).toEqual(column(second.stdout, 0));
    for (const text of [first.stdout, first.stderr]) expect(text).not.toMatch(/secret-project|100000\d|77123/);
  });

  test('have the same hashes in two imports with the salt of one file', async () => {
    const salt = fresh('salt');
    writeFileSync(salt, 'pepper\n');
    const run = (): Promise<Outcome> => sim(['import', 'gitlab', '-', '--salt-file', salt], { stdin: JSON.stringify(jobs(4)) });
    expect((await run()).stdout).toBe((await run()).stdout);
  });
});

describe('from GitLab', () => {
  test('all pages of a runner are read by keyset, the link’s host never asked, into the trace that a file gives', async () => {
    const server = await api(250);
    const outcome = await sim(['import', 'gitlab', '--url', server.url, '--runner', '32', '--keep-names'], { env });
    expect([outcome.code, outcome.stdout]).toEqual([0, await traceOf(250)]);
    expect(server.requests.map(({ path }) => path)).toEqual(Array.from({ length: 3 }, () => '/api/v4/runners/32/jobs'));
    expect(Object.fromEntries(server.requests[0]!.query)).toEqual({ pagination: 'keyset', per_page: '100', order_by: 'id', sort: 'desc' });
    expect(server.requests.every((request) => request.token === token)).toBe(true);
    expect(outcome.stderr).toContain('all that was asked for, in 3 requests');
  });

  test('a project is asked for by its path, and its jobs of other runners are left out', async () => {
    const server = await startJobsApi(jobs(5).map((one) => ({ ...one, runner: { id: 32 } })));
    apis.push(server);
    const outcome = await sim(['import', 'gitlab', '--url', `${server.url}/`, '--project', 'group/app', '--runner', '33'], { env });
    expect(server.requests[0]!.path).toBe('/api/v4/projects/group%2Fapp/jobs');
    expect([outcome.code, outcome.stderr]).toEqual([104, expect.stringContaining('of other runners: 5, left out') as string]);
  });

  test('it stops where jobs were created before --since', async () => {
    const server = await api(1000);
    const since = new Date(startMs + 851 * 600_000).toISOString();
    const outcome = await sim(['import', 'gitlab', '--url', server.url, '--runner', '32', '--since', since, '--keep-names'], { env });
    expect(server.requests).toHaveLength(3);
    expect(outcome.stdout.trimEnd().split('\n')).toHaveLength(151);
    expect(outcome.stderr).toContain('150 jobs in ');
  });

  test('it waits as long as GitLab asks where it is asked too often, and says so', async () => {
    const server = await api(150, (_, number) => (number === 2 ? { status: 429, headers: { 'Retry-After': '1' } } : null));
    const from = performance.now();
    const outcome = await sim(['import', 'gitlab', '--url', server.url, '--runner', '32', '--keep-names'], { env });
    expect(performance.now() - from).toBeGreaterThanOrEqual(990);
    expect([outcome.code, outcome.stdout]).toEqual([0, await traceOf(150)]);
    expect(outcome.stderr).toContain('GitLab is asked again in 1s');
    expect(outcome.stderr).toContain('in 3 requests');
  });

  test('after --max-requests the trace is of the latest jobs, and the same command goes on with earlier ones', async () => {
    const server = await api(250);
    const output = fresh('part.csv');
    const command = ['import', 'gitlab', '--url', server.url, '--runner', '32', '--keep-names', '-o', output, '--max-requests', '2'];
    const first = await sim(command, { env });
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('stopped after 2 requests') as string]);
    expect(readFileSync(output, 'utf8').trimEnd().split('\n')).toHaveLength(201);
    expect(statSync(`${output}.part`).mode & 0o777).toBe(0o600);
    expect((await sim(command, { env })).code).toBe(0);
    expect(server.requests).toHaveLength(3);
    expect(readFileSync(output, 'utf8')).toBe(await traceOf(250));
    expect(existsSync(`${output}.part`)).toBe(false);
  });

  test('killed in the middle, it goes on where it was, with the same hashes, and asks for no page twice', async () => {
    let hold = true;
    const server = await api(450, (_, number) => (hold && number === 4 ? { status: 503, headers: { 'Retry-After': '600' } } : null));
    const output = fresh('killed.csv');
    const command = ['import', 'gitlab', '--url', server.url, '--runner', '32', '-o', output];
    const child = spawn(process.execPath, [join(root, 'cli/sim.ts'), ...command], { env: { ...process.env, ...env }, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await expect.poll(() => server.requests.length, { timeout: 9_000, interval: 20 }).toBe(4);
    child.kill('SIGKILL');
    await ended;
    // A line that the kill tore is no page.
    writeFileSync(`${output}.part`, '{"next":"?pag', { flag: 'a' });
    hold = false;
    const outcome = await sim(command, { env });
    expect([outcome.code, outcome.stderr]).toEqual([0, expect.stringContaining('goes on after 3 pages') as string]);
    expect(server.requests.slice(4).map(({ query }) => query.get('cursor'))).toEqual([server.requests[3]!.query.get('cursor'), expect.any(String)]);
    const rows = readFileSync(output, 'utf8').trimEnd().split('\n').slice(1);
    expect(rows).toHaveLength(450);
    expect(new Set(rows.map((row) => row.split(',')[6])).size).toBe(3);
    expect(readdirSync(folder).filter((name) => name.includes('killed'))).toEqual([output.split('/').at(-1)]);
  }, 20_000);

  test('an interrupt keeps what was read', async () => {
    let asked = 0;
    const server = await api(450, (_, number) => ((asked = number) === 3 ? { status: 503, headers: { 'Retry-After': '600' } } : null));
    const output = fresh('stopped.csv');
    const command = ['import', 'gitlab', '--url', server.url, '--runner', '32', '-o', output];
    const stopped = await sim(command, { env, interruptWhen: () => asked === 3 });
    expect([stopped.code, existsSync(output)]).toEqual([105, false]);
    expect(stopped.stderr).toContain(`${output}.part keeps what was read`);
    expect((await sim(command, { env })).stderr).toContain('goes on after 2 pages');
  });

  test('what an import of something else left is not mixed in', async () => {
    const server = await api(250);
    const output = fresh('other.csv');
    const command = ['import', 'gitlab', '--url', server.url, '-o', output, '--max-requests', '1'];
    await sim([...command, '--runner', '32'], { env });
    const other = await sim([...command, '--runner', '33'], { env });
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('asked for something else') as string]);
  });

  test('a refusal is told in GitLab’s words', async () => {
    const server = await api(1, () => ({ status: 403, body: '{"message":"403 Forbidden - insufficient_scope"}' }));
    const outcome = await sim(['import', 'gitlab', '--url', server.url, '--runner', '32'], { env });
    expect([outcome.code, outcome.stderr]).toEqual([104, expect.stringContaining('insufficient_scope') as string]);
  });

  test('a list that does not tell runners and tags, as a runner’s own, keeps its jobs and says so', async () => {
    const server = await startJobsApi(jobs(5).map((one) => ({ ...one, tag_list: undefined })));
    apis.push(server);
    const outcome = await sim(['import', 'gitlab', '--url', server.url, '--runner', '32', '--tags', 'mac'], { env });
    expect([outcome.code, outcome.stdout.trimEnd().split('\n').length]).toEqual([0, 6]);
    expect(outcome.stderr).toContain('tags are not told of 5 jobs');
  });

  test('a GitLab without keysets for these lists is read by page', async () => {
    const server = await api(3, ({ query }) => (query.has('pagination') ? { status: 405, body: '{"error":"Keyset pagination is not yet available"}' } : null));
    const outcome = await sim(['import', 'gitlab', '--url', server.url, '--runner', '32', '--keep-names'], { env });
    expect([outcome.code, outcome.stdout, server.requests.length]).toEqual([0, await traceOf(3), 2]);
  });

  test('a refusal of the first page leaves nothing that is in the way of a corrected command', async () => {
    const server = await api(3, ({ path }) => (path.includes('/33/') ? { status: 404, body: '{"message":"404 Runner Not Found"}' } : null));
    const output = fresh('corrected.csv');
    const run = (runner: string): Promise<Outcome> => sim(['import', 'gitlab', '--url', server.url, '--runner', runner, '-o', output], { env });
    expect((await run('33')).stderr).toContain('Runner Not Found');
    expect(existsSync(`${output}.part`)).toBe(false);
    expect((await run('32')).code).toBe(0);
  });

  test('an answer that is no list is not taken for an empty one', async () => {
    const server = await api(1, () => ({ status: 200, body: '<html>sign in</html>' }));
    const outcome = await sim(['import', 'gitlab', '--url', server.url, '--runner', '32'], { env });
    expect([outcome.code, outcome.stderr]).toEqual([104, expect.stringContaining('no list of jobs') as string]);
  });
});

describe('the token', () => {
  const ways: readonly [string, readonly string[], { env?: Record<string, string>; stdin?: string }][] = [
    ['the environment', [], { env }],
    ['a file', ['--token-file', join(folder, 'token')], {}],
    ['standard input', ['--token-file', '-'], { stdin: `${token}\n` }],
  ];
  test.each(ways)('from %s reaches GitLab and nothing else, whether it is taken, refused or redirected', async (_, flags, surroundings) => {
    writeFileSync(join(folder, 'token'), `${token}\n`);
    const elsewhere = await api(1);
    const answers: (OtherAnswer | null)[] = [
      null,
      { status: 401, body: `{"message":"401 Unauthorized ${token}"}` },
      { status: 302, headers: { Location: elsewhere.url } },
    ];
    for (const [index, answer] of answers.entries()) {
      const server = await api(120, () => answer);
      const output = fresh('token.csv');
      const outcome = await sim(['import', 'gitlab', '--url', server.url, '--runner', '32', '-o', output, '--max-requests', '1', ...flags], surroundings);
      expect([outcome.code, server.requests[0]!.token]).toEqual([index === 0 ? 0 : 104, token]);
      const written = [output, `${output}.part`].filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));
      for (const text of [outcome.stdout, outcome.stderr, ...written]) expect(text).not.toContain(token);
    }
    expect(elsewhere.requests).toEqual([]);
  });

  test('has no flag, is not repeated where one is tried, and is asked for where it is missing', async () => {
    const command = ['import', 'gitlab', '--url', 'http://127.0.0.1:9', '--runner', '1'];
    const tried = await sim([...command, '--token', token]);
    expect([tried.code, tried.stderr.includes(token), tried.stdout]).toEqual([2, false, '']);
    expect((await sim([...command, `--token=${token}`])).stderr).not.toContain(token);
    expect((await sim(command)).stderr).toContain('read_api');
    const inside = await sim(['import', 'gitlab', '--url', `https://me:${token}@gitlab.example.com`, '--runner', '1'], { env });
    expect([inside.code, inside.stderr.includes(token)]).toEqual([2, false]);
  });
});

test('what the importer writes is a trace that scenarios read without a finding', async () => {
  const output = fresh('trace.csv');
  await sim(['import', 'gitlab', join(golden, 'jobs.json'), '-o', output]);
  const { rows, findings } = parseTrace(readFileSync(output), 'auto', output);
  expect(findings).toEqual([]);
  expect([rows.count, [...rows.arrivalMs], [...rows.durationMs]]).toEqual([
    6,
    [24_960_000, 36_000_000, 36_060_000, 37_199_500, 39_600_000, 115_200_000],
    [1_800_000, 45_000, 300_000, 610_000, 12_500, 90_250],
  ]);
  expect(rows.tagSets).toContainEqual(['macos', 'arm64']);
});
