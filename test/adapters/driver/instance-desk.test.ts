import { expect, test } from 'vitest';
import type { Connection } from '../../../adapters/connectors/connection.ts';
import { ConnectionPool } from '../../../adapters/connectors/connection-pool.ts';
import type { Connector } from '../../../adapters/connectors/connector.ts';
import { InstanceDesk } from '../../../adapters/driver/instance-desk.ts';
import type { Happening } from '../../../adapters/driver/manager-loop.ts';
import type { Fleet } from '../../../adapters/fleets/fleet.ts';
import { Logger } from '../../../adapters/logging/logger.ts';

async function prepared(exitCode: number, delay: string | null = null): Promise<{ readonly sent: readonly Happening[]; readonly lines: readonly string[] }> {
  const sent: Happening[] = [];
  const lines: string[] = [];
  const connection: Connection = {
    run: ({ output }) => {
      void output(Buffer.from('cloud-init is at work\n'), 'stdout');
      void output(Buffer.from('token=glpat-abcdefghijklmnop is refused\n'), 'stderr');
      return Promise.resolve({ exitCode, killedBy: null });
    },
    forward: () => Promise.reject(new Error('not asked for')),
    closed: new Promise(() => undefined),
    close: () => Promise.resolve(),
  };
  const dial: Connector['dial'] = (_, { onDelay }) => {
    if (delay !== null) onDelay?.(delay);
    return Promise.resolve(connection);
  };
  const desk = new InstanceDesk({
    fleet: { connectInfo: () => Promise.resolve({ protocol: 'ssh' }) } as unknown as Fleet,
    connectorFor: () => Promise.resolve({ dial, forget: () => undefined }),
    pool: new ConnectionPool(),
    hostKeyChecking: 'off',
    readyCommand: 'cloud-init status --wait',
    dialTimeoutMs: 1000,
    readyTimeoutMs: 1000,
    send: (happening) => void sent.push(happening),
    log: Logger.create({ level: 'info', format: 'text', colour: false, write: (line) => void lines.push(line) }),
  });
  desk.perform({ kind: 'prepare-instance', op: 1, runner: 0, instance: { id: 'i-1', ordinal: 1 } as never });
  await expect.poll(() => sent.length).toBe(1);
  return { sent, lines };
}

test('what a ready command printed before it failed is logged, without secrets', async () => {
  const { sent, lines } = await prepared(3);
  expect(sent).toMatchObject([{ kind: 'instance-prepared', op: 1, fault: { code: 'command-failed', detail: 'ready command: run exit (exit code: 3)' } }]);
  const said = lines.join('');
  expect(lines[0]).toMatch(/msg="Preparing an instance failed" error="ready command: run exit \(exit code: 3\)" instance=i-1/);
  expect(said).toContain('The last that the ready command printed:');
  expect(said).toContain('cloud-init is at work');
  expect(said).not.toContain('abcdefghij');
});

test('what a ready command prints that succeeds is nobody’s affair', async () => {
  const { sent, lines } = await prepared(0);
  expect(sent).toEqual([{ kind: 'instance-prepared', op: 1, fault: null }]);
  expect(lines).toEqual([]);
});

test('an instance that is not reached for long is named, with the reason', async () => {
  const { lines } = await prepared(0, '127.0.0.1:22: connect ECONNREFUSED');
  expect(lines).toEqual([expect.stringMatching(/level=warning msg="Instance is not reached yet, dialing on".*ECONNREFUSED.*instance=i-1/) as string]);
});
