import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { spreadOver } from '../../cli/commands/import/sample-sections.ts';
import { takeOutSampled } from '../../sim/workload/import/sampled-boot.ts';
import { sectionSpanMs } from '../../sim/workload/import/section-span.ts';
import { startJobsApi, type JobsApi, type OtherAnswer } from '../servers/jobs-api.ts';
import { sim, type Outcome } from './memory-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-sections-'));
afterAll(() => rmSync(folder, { recursive: true }));
const apis: JobsApi[] = [];
afterEach(async () => {
  for (const api of apis.splice(0)) await api.close();
});

const startMs = Date.UTC(2026, 2, 2, 8);
const env = { GITLAB_TOKEN: 'S3cret_token' };

/** Every job runs 100 s for its script; every third had to boot an instance for 240 s before, the others found one in 2 s. */
const preparation = (id: number): number => (id % 3 === 0 ? 240 : 2);

function job(id: number): { readonly id: number } {
  const at = (ms: number): string => new Date(startMs + id * 600_000 + ms).toISOString();
  return {
    id,
    ...{ name: 'build', status: 'success', created_at: at(0), started_at: at(30_000), queued_duration: 5, duration: 100 + preparation(id) },
    ...{ tag_list: ['linux'], pipeline: { id: 9000 + id, project_id: 77_123 } },
  };
}

function logOf(id: number): string {
  const from = Math.floor(startMs / 1000) + id * 600 + 30;
  const [start, end] = [from, from + preparation(id)];
  return `\u001b[0KRunning with gitlab-runner\nsection_start:${start}:prepare_executor\r\u001b[0K\u001b[0K\u001b[36;1mPreparing the "instance" executor\u001b[0;m\nsection_end:${end}:prepare_executor\r\u001b[0K\u001b[0K\nsection_start:${end}:get_sources\n`;
}

async function api(count: number, log: (id: number) => OtherAnswer = (id) => ({ status: 206, body: logOf(id) })): Promise<JobsApi> {
  const started = await startJobsApi(
    Array.from({ length: count }, (_, index) => job(index + 1)),
    ({ path }) => {
      const id = /^\/api\/v4\/projects\/77123\/jobs\/(\d+)\/trace$/.exec(path)?.[1];
      return id === undefined ? null : log(Number(id));
    },
  );
  apis.push(started);
  return started;
}

function imported({ url }: JobsApi, ...args: string[]): Promise<Outcome> {
  return sim(['import', 'gitlab', '--url', url, '--project', 'group/fleet', '--keep-names', ...args], { env });
}

const durations = ({ stdout }: Outcome): number[] =>
  stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => Number(line.split(',')[2]));

describe('sim import gitlab --sections', () => {
  test('takes out of each run whose log was read what its log says, and says what that was', async () => {
    const server = await api(9);
    const outcome = await imported(server, '--sections', '9');
    expect(outcome.code).toBe(0);
    expect(durations(outcome)).toEqual(Array.from({ length: 9 }, () => 100));
    expect(outcome.stderr).toMatch(/boot time in durations, from the section prepare_executor of logs: p50 2s {2}p95 4m \(n = 9 of 9 read\)/);
    const asked = server.requests.filter(({ path }) => path.endsWith('/trace'));
    expect(asked).toHaveLength(9);
    expect(asked.every(({ token }) => token === env.GITLAB_TOKEN)).toBe(true);
  });

  test('reads so many logs, evenly spread, and takes their median out of the other runs', async () => {
    const server = await api(30);
    const outcome = await imported(server, '--sections', '5');
    expect(server.requests.filter(({ path }) => path.endsWith('/trace'))).toHaveLength(5);
    const sampled = spreadOver(30, 5);
    expect(sampled).toEqual([3, 9, 15, 21, 27]);
    const all = durations(outcome);
    expect(sampled.map((number) => all[number])).toEqual([100, 100, 100, 100, 100]);
    expect(all[2]).toBe(100 + 240 - 2);
    expect(outcome.stderr).toContain('taken out of these runs as it was, and its p50 out of the others');
  });

  test('where no log can be read it says so, and durations stay as a fit finds them', async () => {
    const outcome = await imported(await api(6, () => ({ status: 404, body: '{"message":"404 Not found"}' })), '--sections', '6');
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toContain('! no log of 6 says how long its job was prepared: they are gone, or the token may not read them');
    expect(durations(outcome)).toEqual([102, 102, 340, 102, 102, 340]);
  });

  test('counts its requests among --max-requests', async () => {
    const server = await api(40);
    const outcome = await imported(server, '--sections', '40', '--max-requests', '6');
    expect(server.requests.length).toBeLessThanOrEqual(6 + 4);
    expect(outcome.stderr).toContain('--max-requests left no more of them');
  });

  test('the part of an import that is under way has no project’s number unless logs are to be read, and the trace never has', async () => {
    const { stdout } = await imported(await api(6), '--sections', '6');
    expect(stdout).not.toContain('77123');
  });

  test('wants a GitLab, not a file, and does not go with --keep-boot', async () => {
    const file = await sim(['import', 'gitlab', '-', '--sections', '5'], { stdin: '[]' });
    expect([file.code, file.stderr]).toEqual([2, expect.stringContaining('--sections reads logs from GitLab')]);
    expect((await sim(['import', 'gitlab', '--url', 'http://127.0.0.1:1', '--sections', '5', '--keep-boot'])).code).toBe(2);
  });
});

test('a section is measured from its own marks, wherever they stand in a line; one without an end is not measured', () => {
  const log = '2026-03-02T08:00:00Z 00O section_start:100:a\r\u001b[0Ktext section_start:103:b[collapsed=true]\nx section_end:190:a\rsection_end:110:b\n';
  expect([sectionSpanMs(log, 'a'), sectionSpanMs(log, 'b'), sectionSpanMs(log, 'c')]).toEqual([90_000, 7000, null]);
  expect(sectionSpanMs('section_start:100:a', 'a')).toBeNull();
});

test('runs that were not sampled are corrected by the fit where there is one, and no run becomes shorter than a second by it', () => {
  const ran = Float64Array.of(100_000, 300_000, 900, 5000);
  const fit = { durationsMs: Float64Array.of(100_000, 60_000, 900, 5000) } as Parameters<typeof takeOutSampled>[2];
  expect([...takeOutSampled(ran, new Map([[3, 9000]]), fit).durationsMs]).toEqual([100_000, 60_000, 900, 1000]);
  expect([...takeOutSampled(ran, new Map([[0, 20_000]]), null).durationsMs]).toEqual([80_000, 280_000, 900, 1000]);
});
