import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { killScript } from '../../../adapters/connectors/ssh/kill-script.ts';
import { longSleep, processesWith } from '../../contract/connector.ts';

const shells = [['sh'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '', ...args]) => spawnSync(program, [...args, '-c', 'exit 0']).status === 0);

/** Starts a script in a session of its own, and gives its process once it has written a line. */
async function start(script: string): Promise<number> {
  const child = spawn('bash', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => void child.stdout.once('data', resolve));
  return child.pid!;
}

function kill(shell: readonly string[], script: string): number | null {
  const [program = '', ...args] = shell;
  return spawnSync(program, [...args, '-s'], { input: script }).status;
}

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('the kill script in %s', (_, shell) => {
  test.each([
    ['with /proc', (script: string): string => script],
    ['with ps', (script: string): string => script.replaceAll('/proc/self/stat', '/nowhere')],
  ])('%s ends children, those with a session of their own and those that heed no TERM', async (_way, adapted) => {
    const seconds = longSleep();
    const stubborn = `bash -c 'trap "" TERM; while :; do sleep ${seconds}; done'`;
    const pid = await start(`sleep ${seconds} & setsid sleep ${seconds} & setsid ${stubborn} & sleep 0.1; echo ready; sleep ${seconds}`);
    const bystander = await start(`echo ready; exec sleep ${seconds}9`);
    expect(kill(shell, adapted(killScript(pid, 100)))).toBe(0);
    expect(processesWith(seconds)).toBe(1);
    process.kill(bystander);
  });

  test('has nothing to do where the process is gone', () => {
    expect(kill(shell, killScript(2 ** 22 + 1, 100))).toBe(0);
  });
});
