import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseFleet } from '../../cli/demo/choose-fleet.ts';
import { root } from '../house/repository.ts';
import { describeWithSshd } from '../servers/sshd.ts';
import { drydock, sim, type Outcome } from './memory-io.ts';

const parent = mkdtempSync(join(tmpdir(), 'drydock-tour-'));
const kept = join(parent, 'tour');
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

const environment = { env: { LANG: 'C.UTF-8' } };
const demoCommand = 'drydock demo --fleet static --jobs 12 --keep tour';

/** Runs a command of the tour; the folder `tour` is the one of this test. */
async function outputOf(command: string): Promise<Outcome> {
  const [program, ...words] = command.split(' ').map((word) => word.replace(/^(.*=)?tour\b/, `$1${kept}`));
  if (program === 'ls') return { code: 0, stdout: `${readdirSync(words[0]!).join('\n')}\n`, stderr: '' };
  const { code, stdout, stderr } = await (program === 'sim' ? sim : drydock)(words, environment);
  const shown = (text: string): string => text.replaceAll(kept, 'tour').replace(/ +$/gm, '');
  return { code, stdout: shown(stdout), stderr: shown(stderr) };
}

describeWithSshd('drydock demo', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await outputOf(demoCommand);
  }, 60_000);

  test('plays every pipeline to the end that was planned', () => {
    expect([outcome.code, outcome.stderr]).toEqual([0, '']);
    expect(outcome.stdout).toMatch(/JOBS +12 in 4 pipelines, .*: 9 success, 1 failed, 1 canceled, 1 skipped; as planned$/m);
    expect(outcome.stdout).toMatch(/job +api\/test failed after \S+: script_failure, exit code 1$/m);
    expect(outcome.stdout).toMatch(/job +docs\/preview canceled after /m);
  });

  test('lays the waits of the run and those of the simulator beside each other', () => {
    const waits = [...outcome.stdout.matchAll(/^ {2}wait (\w+) +(\S+) +(\S+)/gm)].map(([, name, real, simulated]) => [name, real, simulated]);
    expect(waits.map(([name]) => name)).toEqual(['mean', 'p50', 'p95', 'max']);
    for (const [, real, simulated] of waits) expect([real, simulated]).toEqual([expect.stringMatching(span) as string, expect.stringMatching(span) as string]);
  });

  test('keeps what jobs left, and nothing of what they ran on', async () => {
    expect(readFileSync(join(kept, 'jobs', 'web-unit.log'), 'utf8')).toMatch(/built by job 1$[^]*Job succeeded/m);
    const config = readFileSync(join(kept, 'config.toml'), 'utf8');
    const [, folder = ''] = /key_path += "(.*)\/key"/.exec(config) ?? [];
    expect([folder, existsSync(folder)]).toEqual([expect.stringContaining('drydock-demo-') as string, false]);
    const [, port] = /internal_addr = "127\.0\.0\.1:(\d+)"/.exec(config) ?? [];
    expect(await isOpen(Number(port))).toBe(false);
  });

  test('does what docs/TOUR.md shows', async () => {
    const page = join(root, 'docs/TOUR.md');
    const text = readFileSync(page, 'utf8');
    let written = text;
    const shown: string[] = [];
    for (const [whole, head = '', command = '', body = '', tail = ''] of text.matchAll(block)) {
      shown.push(command);
      const { stdout, stderr } = command === demoCommand ? outcome : await outputOf(command);
      const { lines, missing } = compared(body, command.includes(' lint ') ? stderr : stdout);
      if (process.env['UPDATE_GOLDEN'] === '1') written = written.replace(whole, `${head}${lines.join('\n')}\n${tail}`);
      expect([command, missing, missing.length === 0 ? '' : stdout + stderr]).toEqual([command, [], '']);
    }
    if (written !== text) writeFileSync(page, written);
    // Every command that the page tells the reader to give is one whose output it shows.
    const given = [...text.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, lines = '']) => lines.trim().split('\n'));
    expect(given.map((line) => line.replace(/^npx /, '')).filter((line) => line !== 'npm ci')).toEqual(shown);
  });

  test('at Ctrl-C waits for the jobs that run, takes no other, and leaves nothing', async () => {
    const before = demoFolders();
    // Some jobs have ended then, and there are more to come.
    const isUnderWay = (stdout: string): boolean => stdout.split('\u001b[J').length > 15 && / success [1-9]/.test(stdout.replaceAll(escapes, ''));
    const { code, stdout } = await drydock(['demo', '--fleet', 'static', '--listen-address', ''], {
      ...environment,
      isTTY: true,
      interruptWhen: isUnderWay,
    });
    expect(code).toBe(105);
    expect(stdout).toMatch(/JOBS .* [1-9]\d* success, 0 failed, [1-9]\d* canceled, \d+ skipped; ended early/);
    // Pictures for a terminal of 100 columns and 24 rows, each drawn over the one before.
    const pictures = stdout.split('\u001b[J').slice(1, -1);
    const rows = pictures.map((picture) => picture.replaceAll(escapes, '').trimEnd().split('\n'));
    expect(pictures.length).toBeGreaterThan(10);
    expect(Math.max(...rows.flat().map(({ length }) => length))).toBeLessThan(100);
    expect(Math.max(...rows.map(({ length }) => length))).toBeLessThan(24);
    expect(rows.at(-1)!.join('\n')).toMatch(/SIGINT: waiting for the jobs that run.*\n\nJOBS {7}success \d+ {3}canceled \d+ /);
    expect(demoFolders().filter((folder) => !before.includes(folder))).toEqual([]);
  }, 30_000);

  test('refuses a folder that has something in it', async () => {
    const { code, stderr } = await drydock(['demo', '--fleet', 'static', '--keep', kept], environment);
    expect([code, stderr]).toEqual([1, `drydock: ${kept} is not empty: --keep wants a folder that is, or is not there yet\n`]);
  });
});

describe('the fleet of a demo', () => {
  test('says in one line what to install where there is none', async () => {
    await expect(chooseFleet(undefined, false)).rejects.toThrow(/needs OpenSSH's server.*apt-get install openssh-server$/);
  });

  test('is of hosts when they are wished for', async () => {
    expect(await chooseFleet('static', true)).toBe('static');
  });
});

test.each(['9', 'many', '-1'])('a demo has no %s jobs', async (jobs) => {
  const { code, stderr } = await drydock(['demo', '--jobs', jobs]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('expected a number from 10 on') as string]);
});

const block = /(<!-- output: (.+) -->\n\n```text\n)([^]*?)(```)/g;
const escapes = /\u001b\[[\d;]*[A-Za-z]/g;
const span = /^(?:0|[\d.]+(?:ms|s))/;

/** The lines of a page beside those that came: each speaker’s in the same order, but for what stands for others (…), and for figures. */
function compared(body: string, output: string): { readonly lines: readonly string[]; readonly missing: readonly string[] } {
  const came = output.split('\n');
  const missing: string[] = [];
  const next = new Map<string, number>();
  const lines = body
    .trimEnd()
    .split('\n')
    .map((line) => {
      if (line === '…') return line;
      // In order speaker by speaker: the manager, its jobs and the pipelines speak at once.
      const speaker = speakerOf(line);
      const found = came.findIndex((candidate, index) => index >= (next.get(speaker) ?? 0) && shape(candidate) === shape(line));
      if (found < 0) missing.push(line);
      else next.set(speaker, found + 1);
      return came[found] ?? line;
    });
  return { lines, missing };
}

/** Who says a line of a run, by the word after its time; empty for lines without a time. */
function speakerOf(line: string): string {
  return /^ +[\d.]+s +(\w+) /.exec(line)?.[1] ?? '';
}

/** A line without its figures. */
function shape(line: string): string {
  return line
    .replace(/ *\[\S+ … \S+\]/, '')
    .replace(/<?\d[\d.,:TZ-]*(?:ms|s|m|h|d)?/g, '#')
    .replace(/#(?:#)+/g, '#')
    .replace(/ +/g, ' ');
}

function demoFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('drydock-demo-'));
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
