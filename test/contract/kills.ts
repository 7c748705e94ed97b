import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandEnd, Connection } from '../../adapters/connectors/connection.ts';
import type { SshHostOptions } from '../servers/ssh-host.ts';
import { dialOptions, faultOf, infoOf, longSleep, processesWith, run, type ConnectorSubject } from './connector.ts';

/** What every connector guarantees of commands that are aborted, or whose connection is closed. */
export function killContract(subject: ConnectorSubject): void {
  const closers: (() => Promise<unknown>)[] = [];

  async function dialHost(options?: SshHostOptions): Promise<Connection> {
    const host = await subject.start(options);
    closers.push(() => host.stop());
    const connection = await subject.connector().dial(infoOf(host), dialOptions());
    closers.push(() => connection.close());
    return connection;
  }

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  describe('kills', () => {
    /** Aborts a script once it has written its first line; gives what became of it and how long that took. */
    async function killed(stdin: string, command = 'bash -l'): Promise<{ readonly end: CommandEnd; readonly killMs: number }> {
      const connection = await dialHost();
      const [controller, started] = [new AbortController(), Promise.withResolvers<undefined>()];
      const running = run(connection, command, { stdin, signal: controller.signal, output: () => started.resolve(undefined) });
      await started.promise;
      const abortedAt = performance.now();
      controller.abort();
      const { exitCode, killedBy } = await running;
      return { end: { exitCode, killedBy }, killMs: performance.now() - abortedAt };
    }

    test('a chatty job is killed, and no process is left', async () => {
      const name = `chatty-${longSleep()}`;
      const { end, killMs } = await killed(`exec -a ${name} bash -c 'while :; do echo line of the job; done'`);
      expect(end).toEqual({ exitCode: 143, killedBy: 'SIGTERM' });
      expect(processesWith(name)).toBe(0);
      expect(killMs).toBeLessThan(3000);
    });

    test('a silent sleep is killed, and no process is left', async () => {
      const seconds = longSleep();
      const { end, killMs } = await killed(`echo started; sleep ${seconds}; echo never`);
      expect(end).toEqual({ exitCode: 143, killedBy: 'SIGTERM' });
      expect(processesWith(`sleep ${seconds}`)).toBe(0);
      expect(killMs).toBeLessThan(3000);
    });

    test('what runs in the background, in a session of its own or without heed of TERM is killed too', async () => {
      const seconds = longSleep();
      const stubborn = `bash -c 'trap "" TERM; while :; do sleep ${seconds}; done' &`;
      const { killMs } = await killed(
        `nohup sleep ${seconds} >/dev/null 2>&1 &\nsetsid sleep ${seconds} &\nsetsid ${stubborn}\nsleep 0.2; echo started; sleep ${seconds}`,
      );
      expect(processesWith(seconds)).toBe(0);
      expect(killMs).toBeLessThan(5000);
    });

    test('a kill is over when its end is told: what outlives the session is gone by then too', async () => {
      const seconds = longSleep();
      const { killMs } = await killed(`bash -c 'trap "" TERM; while :; do sleep ${seconds}; done' >/dev/null 2>&1 &\nsleep 0.2; echo started; wait`);
      expect(processesWith(seconds)).toBe(0);
      expect(killMs).toBeLessThan(5000);
    });

    test('a connection that takes no more sessions does not keep a command alive', async () => {
      const connection = await dialHost({ maxSessions: 1 });
      const seconds = longSleep();
      const end = await run(connection, `sleep ${seconds}`, { signal: AbortSignal.timeout(200) });
      expect(end).toMatchObject({ exitCode: 143, killedBy: 'SIGTERM' });
      expect(processesWith(`sleep ${seconds}`)).toBe(0);
    });

    test('a connection that is closed leaves no command behind, whose end was never known', async () => {
      const connection = await dialHost();
      const seconds = longSleep();
      const started = Promise.withResolvers<undefined>();
      const running = faultOf(run(connection, 'bash -l', { stdin: `echo started; sleep ${seconds}`, output: () => started.resolve(undefined) }));
      await started.promise;
      await connection.close();
      expect((await running).code).toBe('unreachable');
      expect(processesWith(`sleep ${seconds}`)).toBe(0);
    });

    test('a command whose sink holds it back is killed as well', async () => {
      const connection = await dialHost();
      const controller = new AbortController();
      const held = Promise.withResolvers<undefined>();
      const name = `held-${longSleep()}`;
      const running = run(connection, `bash -c 'while :; do echo line; done' ${name}`, { signal: controller.signal, output: () => held.promise });
      await pause(200);
      controller.abort();
      await expect.poll(() => processesWith(name)).toBe(0);
      expect(await running).toMatchObject({ killedBy: 'SIGTERM' });
      held.resolve(undefined);
    });

    test('a command that is aborted at once, or before, leaves nothing', async () => {
      const connection = await dialHost();
      const seconds = longSleep();
      expect((await faultOf(run(connection, `sleep ${seconds}`, { signal: AbortSignal.abort() }))).code).toBe('timeout');
      const controller = new AbortController();
      const running = run(connection, `sleep ${seconds}`, { signal: controller.signal });
      controller.abort();
      await running;
      expect(processesWith(`sleep ${seconds}`)).toBe(0);
    });

    test('the other commands of the connection go on', async () => {
      const connection = await dialHost();
      const other = run(connection, 'sleep 0.5; echo done');
      await run(connection, `sleep ${longSleep()}`, { signal: AbortSignal.timeout(100) });
      expect(await other).toMatchObject({ exitCode: 0, stdout: 'done\n' });
    });
  });
}
