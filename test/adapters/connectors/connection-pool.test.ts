import { PassThrough, type Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ConnectionPool } from '../../../adapters/connectors/connection-pool.ts';
import type { Command, CommandEnd, Connection } from '../../../adapters/connectors/connection.ts';
import { SshConnector } from '../../../adapters/connectors/ssh/ssh-connector.ts';
import { FaultError } from '../../../adapters/fault-error.ts';
import { dialOptions, faultOf, infoOf, run } from '../../contract/connector.ts';
import { describeWithSshd, startSshd } from '../../servers/sshd.ts';

/** A connection whose commands end when they are told to. */
class HandConnection implements Connection {
  readonly commands: ((end: CommandEnd) => void)[] = [];
  readonly #gone = Promise.withResolvers<undefined>();
  closes = 0;

  get closed(): Promise<void> {
    return this.#gone.promise;
  }

  run(): Promise<CommandEnd> {
    return new Promise((resolve) => void this.commands.push(resolve));
  }

  forward(): Promise<Duplex> {
    return Promise.resolve(new PassThrough());
  }

  close(): Promise<void> {
    this.closes++;
    this.lose();
    return Promise.resolve();
  }

  lose(): void {
    this.#gone.resolve(undefined);
  }
}

/** Dials that count, each answered with a connection of its own. */
class Dials {
  readonly connections: HandConnection[] = [];
  readonly dial = async (): Promise<Connection> => {
    const connection = new HandConnection();
    this.connections.push(connection);
    await pause(5);
    return connection;
  };
}

const ended: CommandEnd = { exitCode: 0, killedBy: null };

function command(signal = new AbortController().signal): Command {
  return { command: 'true', stdin: '', output: () => undefined, signal };
}

describe('a pool of connections', () => {
  test('users of one instance share a connection, those of another have their own', async () => {
    const [dials, pool] = [new Dials(), new ConnectionPool()];
    await Promise.all([pool.acquire('a', dials.dial), pool.acquire('a', dials.dial), pool.acquire('b', dials.dial)]);
    await pool.acquire('a', dials.dial);
    expect(dials.connections).toHaveLength(2);
    await pool.close();
    expect(dials.connections.map(({ closes }) => closes)).toEqual([1, 1]);
  });

  test('users beyond the limit get another connection, and take the place of one that left', async () => {
    const [dials, pool] = [new Dials(), new ConnectionPool({ maxSessions: 2 })];
    const shares = await Promise.all([1, 2, 3].map(async () => pool.acquire('a', dials.dial)));
    expect(dials.connections).toHaveLength(2);
    shares[0]!.release();
    shares[0]!.release();
    await pool.acquire('a', dials.dial);
    await pool.acquire('a', dials.dial);
    expect(dials.connections).toHaveLength(2);
    await pool.acquire('a', dials.dial);
    expect(dials.connections).toHaveLength(3);
    await pool.close();
  });

  test('commands beyond the limit of a connection wait for their turn, and may be given up', async () => {
    const [dials, pool] = [new Dials(), new ConnectionPool({ maxSessions: 2 })];
    const { connection } = await pool.acquire('a', dials.dial);
    const running = [1, 2, 3].map(async () => connection.run(command()));
    const impatient = connection.run(command(AbortSignal.timeout(10)));
    const { commands } = dials.connections[0]!;
    expect((await faultOf(impatient)).code).toBe('timeout');
    expect(commands).toHaveLength(2);
    commands[0]!(ended);
    await running[0];
    await expect.poll(() => commands.length).toBe(3);
    commands[1]!(ended);
    commands[2]!(ended);
    await Promise.all(running);
    await pool.close();
  });

  test('a connection without users is closed after a while, and not before', async () => {
    const [dials, pool] = [new Dials(), new ConnectionPool({ idleMs: 60 })];
    const first = await pool.acquire('a', dials.dial);
    first.release();
    await pause(20);
    const second = await pool.acquire('a', dials.dial);
    await pause(100);
    expect(dials.connections[0]!.closes).toBe(0);
    await second.connection.close();
    await expect.poll(() => dials.connections[0]!.closes).toBe(1);
    await pool.acquire('a', dials.dial);
    expect(dials.connections).toHaveLength(2);
    await pool.close();
  });

  test('one that was lost is told, and the next user dials anew', async () => {
    const [dials, pool] = [new Dials(), new ConnectionPool()];
    const { connection } = await pool.acquire('a', dials.dial);
    dials.connections[0]!.lose();
    await connection.closed;
    await pool.acquire('a', dials.dial);
    expect(dials.connections).toHaveLength(2);
    await pool.close();
  });

  test('an instance that is dropped loses its connections, those that are being dialled too', async () => {
    const [dials, pool] = [new Dials(), new ConnectionPool()];
    await pool.acquire('a', dials.dial);
    const other = pool.acquire('b', dials.dial);
    pool.drop('a');
    pool.drop('b');
    expect((await faultOf(other)).code).toBe('not-found');
    expect(dials.connections.map(({ closes }) => closes)).toEqual([1, 1]);
    pool.drop('never dialled');
  });

  test('a dial that was given up is not the failure of those who waited for it', async () => {
    const [dials, pool] = [new Dials(), new ConnectionPool()];
    const givenUp = async (): Promise<Connection> => {
      await pause(5);
      throw new FaultError('timeout', 'given up');
    };
    const first = faultOf(pool.acquire('a', givenUp));
    const second = pool.acquire('a', dials.dial);
    expect((await first).code).toBe('timeout');
    await second;
    expect(dials.connections).toHaveLength(1);
    await pool.close();
  });

  test('a login that is refused is the failure of all who waited for it', async () => {
    const pool = new ConnectionPool();
    let count = 0;
    const refused = async (): Promise<Connection> => {
      count++;
      await pause(5);
      throw new FaultError('auth', 'refused');
    };
    const faults = await Promise.all([1, 2, 3].map(async () => faultOf(pool.acquire('a', refused))));
    expect(faults.map(({ code }) => code)).toEqual(['auth', 'auth', 'auth']);
    expect(count).toBe(1);
  });

  test('who waits for the dial of somebody else may give up', async () => {
    const [dials, pool] = [new Dials(), new ConnectionPool()];
    const slow = async (): Promise<Connection> => {
      await pause(100);
      return dials.dial();
    };
    const first = pool.acquire('a', slow);
    expect((await faultOf(pool.acquire('a', dials.dial, AbortSignal.timeout(10)))).code).toBe('timeout');
    await first;
    expect(dials.connections).toHaveLength(1);
    await pool.close();
  });
});

describeWithSshd('a pool of connections to OpenSSH with its own limit of sessions', () => {
  test('runs 50 jobs at once', async () => {
    const host = await startSshd({ maxSessions: 10 });
    const [connector, pool] = [new SshConnector(), new ConnectionPool()];
    let dials = 0;
    const dial = (): Promise<Connection> => {
      dials++;
      return connector.dial(infoOf(host), dialOptions());
    };
    const job = async (n: number): Promise<string> => {
      const { connection, release } = await pool.acquire('a', dial).then((share) => ({ connection: share.connection, release: () => share.release() }));
      const { stdout } = await run(connection, 'sh -s', { stdin: `sleep 0.2; echo ${n}` });
      release();
      return stdout;
    };
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    expect(await Promise.all(numbers.map(job))).toEqual(numbers.map((n) => `${n}\n`));
    expect(dials).toBe(7);
    await pool.close();
    await host.stop();
  });
});
