import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { stepStage, type Stage } from '../../../core/job/stages.ts';
import { JobLog } from '../../../adapters/job-log/job-log.ts';
import { root } from '../../house/repository.ts';

const folder = join(root, 'test/golden/runner/jobs');
const record = (name: string): string => readFileSync(join(folder, `${name}.log`), 'utf8');

/** An entry of a stamped log: who wrote what when, and whether the next of its stream continues it. */
interface Entry {
  readonly microseconds: number;
  readonly stream: string;
  readonly text: string;
  continued: boolean;
}

function entriesOf(log: string): Entry[] {
  const last = new Map<string, Entry>();
  return log
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [, time, fraction, stream, flag, text] = /^(.{19})\.(\d{6})Z (0[01][OE])([ +])([^]*)$/.exec(line)!;
      const before = last.get(stream!);
      if (flag === '+') before!.continued = true;
      const entry = { microseconds: Date.parse(`${time!}Z`) * 1000 + Number(fraction), stream: stream!, text: text!, continued: false };
      last.set(stream!, entry);
      return entry;
    });
}

const plain = (text: string): string => text.replaceAll(/\x1b\[[0-9;]*[mK]/g, '');

/** Says a line of the real runner by the means of this one. Sections end by themselves. */
class Retold {
  readonly log: JobLog;
  #section: string | null = null;

  constructor(log: JobLog) {
    this.log = log;
  }

  runner(text: string): void {
    const words = plain(text).replace('\r', '');
    const [, mark, name] = /^section_(start|end):\d+:(\w+)$/.exec(words) ?? [];
    if (mark === 'start') this.#section = name!;
    else if (mark === undefined) this.#line(words);
  }

  #line(words: string): void {
    const section = this.#section;
    this.#section = null;
    if (section === 'prepare_executor') return this.log.report({ kind: 'preparing-executor' });
    if (section !== null) return this.log.report({ kind: 'stage', stage: this.#stage(section, words) });
    if (words === 'Job succeeded') return this.log.report({ kind: 'job-succeeded' });
    if (words === 'WARNING: Retrying...') return this.log.report({ kind: 'stage-retried' });
    if (words.includes('canceled externally')) return this.log.report({ kind: 'script-canceled' });
    if (words.startsWith('Will be retried')) return this.log.report({ kind: 'will-be-retried' });
    const timedOut = /^WARNING: (\w+) could not run/.exec(words);
    if (timedOut !== null) return this.log.report({ kind: 'stage-timed-out', stage: this.#stage(timedOut[1]!, '') });
    const [, detail] = /^(?:ERROR: Job failed(?: \(system failure\))?|ERROR: Preparation failed|WARNING: after_script failed, [^:]*): (.*)$/.exec(words) ?? [];
    if (detail === undefined) return words.startsWith('WARNING: ') ? this.log.warn(words.slice(9)) : this.log.notice(words);
    if (words.startsWith('ERROR: Prep')) return this.log.report({ kind: 'preparation-failed', detail });
    if (words.startsWith('WARNING')) return this.log.report({ kind: 'after-script-failed', detail });
    this.log.report({ kind: 'job-failed', system: words.includes('(system'), detail });
  }

  #stage(name: string, title: string): Stage {
    return { ...stepStage('script'), name, title };
  }
}

/** What differs by nature: when it was, and which executor it is. */
function normal(log: string): string {
  return log
    .replaceAll(/^.{26}Z/gm, 'T')
    .replaceAll(/section_(start|end):\d+/g, 'section_$1:N')
    .replace(/Preparing the "\w+" executor/, 'Preparing the "instance" executor');
}

let now = 0;
let log = new JobLog({ phrases: [], tokenPrefixes: [] });
const begin = (options: { timestamps?: boolean; phrases?: string[]; tokenPrefixes?: string[] } = {}): JobLog =>
  (log = new JobLog({ phrases: [], tokenPrefixes: [], clock: () => now, ...options }));
const whole = async (): Promise<string> => (await log.read(0, log.size)).toString();
afterEach(() => log.close());

/** Tells a recorded job again, with its output cut as `cuts` says. */
async function retell(entries: readonly Entry[], cuts: readonly number[] = []): Promise<string> {
  const retold = new Retold(begin());
  let turn = 0;
  for (const { microseconds, stream, text, continued } of entries) {
    now = microseconds;
    if (stream === '00O') {
      retold.runner(text);
      continue;
    }
    const bytes = Buffer.from(continued ? text : `${text}\n`);
    const cut = cuts.length === 0 || continued ? 0 : cuts[turn++ % cuts.length]!;
    for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)]) await log.write(piece, stream === '01O' ? 'stdout' : 'stderr');
  }
  log.end();
  return whole();
}

describe('the log of a recorded job comes out as the real runner wrote it', () => {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.log') && !file.startsWith('14-'))
    .map((file) => file.slice(0, -4))
    .filter((name) => record(name) !== '');

  test('there are at least fifty records', () => {
    expect(names.length).toBeGreaterThanOrEqual(50);
  });

  test.each(names)('%s', async (name) => {
    // The one deviation: a password in a URL is hidden.
    const expected = record(name).replaceAll('user:pw@', 'user:[MASKED]@');
    const entries = entriesOf(expected);
    const told = await retell(entries);
    // A job that was cut off wrote no more; what follows here is the end of its section.
    const complete = /Job (succeeded|failed)[^\n]*\n$/.test(expected);
    expect(complete ? normal(told) : normal(told).slice(0, normal(expected).length)).toBe(normal(expected));
    expect(told.length - expected.length).toBeLessThan(complete ? 10 : 100);
  });

  test('however its output is cut', async () => {
    const expected = record('01-success-first-clone');
    const entries = entriesOf(expected);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(30), { minLength: 1, maxLength: 8 }), async (cuts) => {
        expect(normal(await retell(entries, cuts))).toBe(normal(expected));
        await log.close();
      }),
      { numRuns: 20 },
    );
  });

  test('with the time of each line that the section marks leave', async () => {
    const expected = record('01-success-first-clone');
    const times = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => !line.includes('section_'))
        .map((line) => line.slice(0, 32));
    expect(times(await retell(entriesOf(expected)))).toEqual(times(expected));
  });
});

test('without time stamps (FF_TIMESTAMPS off) the log is raw', async () => {
  begin({ timestamps: false });
  log.notice('Running with gitlab-runner 19.4.0 (d79f3e7b)');
  log.notice('  on shell1 peer_shel, system ID: s_peer00000001');
  log.notice('  feature flags: FF_TIMESTAMPS:false');
  log.report({ kind: 'preparing-executor' });
  log.notice('Using Shell (bash) executor...');
  const stage = (name: string, title: string): void => log.report({ kind: 'stage', stage: { ...stepStage('script'), name, title } });
  const print = (text: string, stream: 'stdout' | 'stderr' = 'stdout'): void => void log.write(Buffer.from(text), stream);
  stage('prepare_script', 'Preparing environment');
  print('Running on vm...\n');
  stage('get_sources', 'Getting source from Git repository');
  for (const what of ['Git repository setup', 'Git checkout', 'Git submodules setup']) print(`\x1b[32;1mSkipping ${what}\x1b[0;m\n`);
  stage('step_script', 'Executing "step_script" stage of the job script');
  print('\x1b[32;1m$ echo out\x1b[0;m\nout\n\x1b[32;1m$ echo err >&2\x1b[0;m\n');
  print('err\n', 'stderr');
  print('\x1b[32;1m$ printf partial\x1b[0;m\npartial\x1b[32;1m$ sleep 0.2; echo x\x1b[0;m\n');
  print('x\n');
  stage('cleanup_file_variables', 'Cleaning up project directory and file based variables');
  log.report({ kind: 'job-succeeded' });
  log.end();
  expect(normal(await whole())).toBe(normal(record('14-ff-timestamps-off')));
});

test('the script of record 11 is masked as recorded, and the password in its URL too', async () => {
  begin({ phrases: ['s3cr3tvalue', 'glcbt-64_jobtok1010xxxxxxxx'], tokenPrefixes: ['glpat-', 'glcbt-'] });
  log.report({ kind: 'stage', stage: stepStage('script') });
  const echoed = (command: string): string => `\x1b[32;1m$ ${command}\x1b[0;m\n`;
  const url = 'https://user:pw@example.invalid/x?private_token=abc123&a=b';
  const tokens = 'glpat-abcdefghijklmnopqrst and glcbt-64_ZZZZZZZZZZZZZZZZ end';
  for (const text of [
    `${echoed('printf s3cr; sleep 1; printf "3tvalue\\n"')}s3cr`,
    '3tvalue\n',
    `${echoed(`echo ${tokens}`)}${tokens}\n`,
    `${echoed(`echo "${url}"`)}${url}\n`,
    `${echoed('echo s3cr3tvalues3cr3tvalue')}s3cr3tvalues3cr3tvalue\n`,
  ]) {
    await log.write(Buffer.from(text), 'stdout');
  }
  log.end();
  const script = (text: string): string => normal(text.slice(text.indexOf('section_start', text.indexOf('step_script') - 40)).split('section_end')[0]!);
  expect(script(await whole())).toBe(script(record('11-mask-split')).replaceAll('user:pw@', 'user:[MASKED]@'));
});
