import { afterEach, describe, expect, test } from 'vitest';
import { stepStage } from '../../../core/job/stages.ts';
import { JobLog, type JobLogOptions } from '../../../adapters/job-log/job-log.ts';
import { maskedPhrases } from '../../../adapters/job-log/masked-phrases.ts';
import type { JobPayload } from '../../../adapters/coordinator/job-payload.ts';

const second = 1_000_000;
let log = new JobLog({ phrases: [], tokenPrefixes: [] });
const begin = (options: Partial<JobLogOptions> = {}): JobLog =>
  (log = new JobLog({ phrases: [], tokenPrefixes: [], clock: () => 1_795_474_275 * second, ...options }));
const lines = async (): Promise<string[]> => {
  log.end();
  return (await log.read(0, log.size))
    .toString()
    .replaceAll(/^.{26}Z /gm, '')
    .split('\n')
    .slice(0, -1);
};
afterEach(() => log.close());

describe('sections', () => {
  test('a section lasts until the next one begins, and each has its time', async () => {
    begin();
    log.report({ kind: 'preparing-executor' });
    log.report({ kind: 'stage', stage: stepStage('script') });
    expect(await lines()).toEqual([
      '00O section_start:1795474275:prepare_executor\r\x1b[0K',
      '00O+\x1b[0K\x1b[36;1mPreparing the "instance" executor\x1b[0;m\x1b[0;m',
      '00O section_end:1795474275:prepare_executor\r\x1b[0K',
      '00O+section_start:1795474275:step_script\r\x1b[0K',
      '00O+\x1b[0K\x1b[36;1mExecuting "step_script" stage of the job script\x1b[0;m\x1b[0;m',
      '00O section_end:1795474275:step_script\r\x1b[0K',
    ]);
  });

  test('a coordinator that knows no sections gets headlines alone', async () => {
    begin({ sections: false });
    log.report({ kind: 'preparing-executor' });
    log.report({ kind: 'stage', stage: stepStage('script') });
    log.report({ kind: 'job-succeeded' });
    expect(await lines()).toEqual([
      '00O \x1b[0K\x1b[36;1mPreparing the "instance" executor\x1b[0;m\x1b[0;m',
      '00O \x1b[0K\x1b[36;1mExecuting "step_script" stage of the job script\x1b[0;m\x1b[0;m',
      '00O \x1b[32;1mJob succeeded\x1b[0;m',
    ]);
  });

  test('sections that a script opens, collapsed ones too, pass at once', async () => {
    begin();
    void log.write(Buffer.from('section_start:1795474275:section_script_step_0[hide_duration=true,collapsed=true]\r\x1b[0K'), 'stdout');
    expect(log.size).toBeGreaterThan(0);
    void log.write(Buffer.from('$ make\n'), 'stdout');
    expect(await lines()).toEqual(['01O section_start:1795474275:section_script_step_0[hide_duration=true,collapsed=true]\r\x1b[0K', '01O+$ make']);
  });

  test("a stage's unfinished line ends with it, and what was held back of a secret comes out", async () => {
    begin({ phrases: ['s3cr3tvalue'] });
    log.report({ kind: 'stage', stage: stepStage('script') });
    void log.write(Buffer.from('no newline, s3cr'), 'stdout');
    log.report({ kind: 'stage', stage: stepStage('release') });
    expect((await lines()).slice(2, 4)).toEqual(['01O no newline, s3cr', '00O section_end:1795474275:step_script\r\x1b[0K']);
  });
});

describe("the runner's own lines", () => {
  test('what the instance executor says has its colours', async () => {
    begin();
    log.report({ kind: 'preparing-instance' });
    log.report({ kind: 'dialing-instance', instance: 'i-1' }, '10.0.0.1');
    log.report({ kind: 'preparation-failed', detail: 'no route' });
    log.report({ kind: 'will-be-retried' });
    log.report({ kind: 'image-not-allowed', image: 'x', allowed: ['a', 'b'] });
    log.report({ kind: 'job-failed', system: true, detail: 'no route' });
    expect(await lines()).toEqual([
      '00O \x1b[0KPreparing instance...\x1b[0;m',
      '00O \x1b[0KDialing instance i-1, 10.0.0.1...\x1b[0;m',
      '00O \x1b[31;1mERROR: Preparation failed: no route\x1b[0;m',
      '00O \x1b[32;1mWill be retried in 3s ...\x1b[0;m',
      '00O \x1b[31;1mThe "x" image is not present on list of allowed images:\x1b[0;m',
      '00O \x1b[0K- a\x1b[0;m',
      '00O \x1b[0K- b\x1b[0;m',
      '00O \x1b[31;1mERROR: Job failed (system failure): no route\x1b[0;m',
    ]);
  });

  test('are masked too', async () => {
    begin({ phrases: ['hunter22'] });
    log.report({ kind: 'job-failed', system: true, detail: 'login as hunter22 failed' });
    expect(await lines()).toEqual(['00O \x1b[31;1mERROR: Job failed (system failure): login as [MASKED] failed\x1b[0;m']);
  });
});

test('both outputs of a job and the runner hold back for themselves', async () => {
  begin({ phrases: ['s3cr3tvalue'] });
  void log.write(Buffer.from('s3cr'), 'stdout');
  void log.write(Buffer.from('3tvalue\n'), 'stderr');
  log.notice('3tvalue');
  void log.write(Buffer.from('3tvalue\n'), 'stdout');
  expect(await lines()).toEqual(['01E 3tvalue', '00O \x1b[0K3tvalue\x1b[0;m', '01O [MASKED]']);
});

test('bytes that are no text become replacement characters, and a character in two writes stays one', async () => {
  begin();
  void log.write(Buffer.from([0x61, 0xff, 0xe2, 0x82]), 'stdout');
  void log.write(Buffer.from([0xac, 0x0a]), 'stdout');
  expect(await lines()).toEqual(['01O a\uFFFD€']);
});

test('over output_limit the job goes on and its log ends with a message', async () => {
  begin({ limit: 1000 });
  for (let count = 0; count < 100; count++) void log.write(Buffer.from('0123456789\n'), 'stdout');
  log.report({ kind: 'job-succeeded' });
  log.end();
  const text = (await log.read(0, 10_000)).toString();
  expect(text.slice(1000)).toBe(
    "\n\x1b[33;1mJob's log exceeded limit of 1000 bytes.\nJob execution will continue but no more output will be collected.\x1b[0;m\n",
  );
});

test('what is written after the end is dropped', () => {
  begin();
  log.notice('a');
  log.end();
  const { size, checksum } = log;
  void log.write(Buffer.from('late\n'), 'stdout');
  log.notice('late');
  log.end();
  expect([log.size, log.checksum]).toEqual([size, checksum]);
});

test('the last line says how the job ended, whatever a killed command still says', async () => {
  begin();
  log.report({ kind: 'job-failed', system: false, detail: 'execution took longer than 3s seconds' });
  void log.write(Buffer.from('Terminated\n'), 'stderr');
  expect(await lines()).toEqual(['00O \x1b[31;1mERROR: Job failed: execution took longer than 3s seconds\x1b[0;m']);
});

test('a log of 100 MB neither stays in memory nor outruns its file', async () => {
  begin({ limit: 1e9, phrases: ['s3cr3tvalue'] });
  const chunk = Buffer.from(`${'The quick brown fox jumps over the lazy dog. '.repeat(3)}\n`.repeat(500));
  const before = process.memoryUsage().arrayBuffers;
  let waits = 0;
  let most = 0;
  for (let written = 0; written < 100e6; written += chunk.length) {
    const wait = log.write(chunk, 'stdout');
    if (wait !== undefined) {
      waits++;
      await wait;
    }
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(log.size).toBeGreaterThan(100e6);
  expect(waits).toBeGreaterThan(10);
  expect(most).toBeLessThan(20e6);
});

test('masked variables as expanded, and every token of the payload, are hidden', () => {
  const payload = {
    token: 'glcbt-64_job-token',
    dependencies: [{ id: 1, token: 'glcbt-64_other', name: 'build', artifacts_file: null }],
    credentials: [{ type: 'registry', url: 'r', username: 'u', password: 'registry-password' }],
  } as unknown as JobPayload;
  const variables = [
    { value: 'hidden', masked: true },
    { value: 'shown', masked: false },
    { value: '', masked: true },
    { value: 'registry-password', masked: true },
  ];
  expect(maskedPhrases(payload, variables)).toEqual(['hidden', 'registry-password', 'glcbt-64_job-token', 'glcbt-64_other']);
});
