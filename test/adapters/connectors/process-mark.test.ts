import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { LoginShell } from '../../../adapters/connectors/ssh/login-shell.ts';
import { ProcessMark } from '../../../adapters/connectors/ssh/process-mark.ts';

/** What a login shell writes to standard error for a command that the mark was put before. */
function markedOutput(mark: ProcessMark, command: string): { readonly stderr: Buffer; readonly pid: number } {
  const { stderr, pid } = spawnSync('sh', ['-c', mark.wrap(command)], { env: { ...process.env, SHELL: '/bin/dash' } });
  return { stderr, pid };
}

test('the process of the command is learnt and the mark taken out, wherever the stream is split', () => {
  for (let at = 0; at < 60; at++) {
    const mark = new ProcessMark(new LoginShell());
    const { stderr, pid } = markedOutput(mark, 'printf drydock: >&2; printf "\\nrest" >&2');
    const passed = Buffer.concat([mark.filter(stderr.subarray(0, at)), mark.filter(stderr.subarray(at)), mark.rest()]);
    expect(passed.toString()).toBe('drydock:\nrest');
    expect(mark.pid).toBe(pid);
  }
});

test('what stands before the mark passes, and what looks like its beginning is held back only until it is known', () => {
  const mark = new ProcessMark(new LoginShell());
  const { stderr } = markedOutput(mark, 'true');
  expect(mark.filter(Buffer.from('profile: dry')).toString()).toBe('profile: ');
  expect(mark.filter(Buffer.from('wall\n')).toString()).toBe('drywall\n');
  expect(mark.filter(stderr)).toHaveLength(0);
  expect(mark.filter(Buffer.from('after')).toString()).toBe('after');
});

test('a mark that does not come is not waited for', () => {
  const mark = new ProcessMark(new LoginShell());
  expect(mark.expected).toBe(true);
  const noise = Buffer.alloc(70_000, 'd');
  expect(Buffer.concat([mark.filter(noise), mark.filter(Buffer.from('end')), mark.rest()]).toString()).toBe(`${noise.toString()}end`);
  expect([mark.expected, mark.pid]).toEqual([false, null]);
});

test('a login shell that is known to read POSIX tells its process itself, another has it told', () => {
  const shell = new LoginShell();
  for (const word of ['sh -c ', 'echo ']) {
    const mark = new ProcessMark(shell);
    expect(mark.wrap('true')).toMatch(new RegExp(`^${word}`));
    const { stderr, pid } = markedOutput(mark, 'printf rest >&2');
    expect(mark.filter(stderr).toString()).toBe('rest');
    expect(mark.pid).toBe(pid);
  }
  const other = new LoginShell();
  other.learn('/usr/bin/fish');
  other.learn('');
  expect(other.isPosix).toBe(false);
});
