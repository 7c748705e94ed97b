import type { Duplex } from 'node:stream';
import { FaultError } from '../fault-error.ts';
import type { Command, CommandEnd, Connection } from './connection.ts';

/** Limits of a pool. */
export interface ConnectionPoolOptions {
  /** How many users share a connection, and how many commands run over it at once. OpenSSH refuses the eleventh (`MaxSessions`); two are left for kills. */
  readonly maxSessions: number;
  /** How long a connection without users is kept, in milliseconds. */
  readonly idleMs: number;
}

/** A share of a connection. */
export interface PooledConnection {
  /** `close` releases the share and leaves the connection to its other users. */
  readonly connection: Connection;
  /** To be called when the connection is not needed any more; a second time does nothing. */
  release(): void;
}

const defaults: ConnectionPoolOptions = { maxSessions: 8, idleMs: 60_000 };

/**
 * The connections to instances, shared by the jobs, the ready command and the probes of each: most users find one that is open. One that was lost is
 * forgotten, and the next user dials anew.
 */
export class ConnectionPool {
  readonly #options: ConnectionPoolOptions;
  readonly #lines = new Map<string, Set<Line>>();

  constructor(options: Partial<ConnectionPoolOptions> = {}) {
    this.#options = { ...defaults, ...options };
  }

  /**
   * A share of a connection to an instance, dialled with `dial` where none is open or all are full. Users that come while a dial is under way wait for it;
   * should it fail for a reason that is not theirs too (its own deadline, perhaps), they dial themselves.
   *
   * @param signal ends the wait for somebody else's dial.
   */
  async acquire(instanceName: string, dial: () => Promise<Connection>, signal?: AbortSignal): Promise<PooledConnection> {
    for (;;) {
      const lines = this.#linesTo(instanceName);
      const shared = [...lines].find((line) => line.users < this.#options.maxSessions);
      const line = shared ?? this.#open(instanceName, lines, dial);
      line.join();
      try {
        return new Share(line, await (shared === undefined ? line.connection : unlessAborted(line.connection, signal)));
      } catch (error) {
        line.leave();
        if (shared === undefined || signal?.aborted === true || !isPassing(error)) throw error;
      }
    }
  }

  /** Closes all connections to an instance at once; commands over them end as lost. */
  drop(instanceName: string): void {
    const lines = this.#lines.get(instanceName);
    this.#lines.delete(instanceName);
    for (const line of lines ?? []) void line.close();
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    const lines = [...this.#lines.values()].flatMap((some) => [...some]);
    this.#lines.clear();
    await Promise.all(lines.map(async (line) => line.close()));
  }

  #linesTo(instanceName: string): Set<Line> {
    const lines = this.#lines.get(instanceName) ?? new Set();
    this.#lines.set(instanceName, lines);
    return lines;
  }

  #open(instanceName: string, lines: Set<Line>, dial: () => Promise<Connection>): Line {
    const line = new Line(dial(), this.#options, () => {
      lines.delete(line);
      if (lines.size === 0 && this.#lines.get(instanceName) === lines) this.#lines.delete(instanceName);
    });
    lines.add(line);
    return line;
  }
}

/** One connection, from its dial to its end, and those who use it. */
class Line {
  readonly connection: Promise<Connection>;
  users = 0;
  readonly #options: ConnectionPoolOptions;
  readonly #onGone: () => void;
  readonly #waiting: (() => void)[] = [];
  #sessions = 0;
  #closing = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(dialed: Promise<Connection>, options: ConnectionPoolOptions, onGone: () => void) {
    this.#options = options;
    this.#onGone = onGone;
    this.connection = dialed.then(
      (connection) => this.#opened(connection),
      (error: unknown) => {
        this.#end();
        throw error;
      },
    );
    // Whoever dialled hears of a failure; a line that was dropped meanwhile has nobody left to hear.
    this.connection.catch(() => undefined);
  }

  join(): void {
    this.users++;
    clearTimeout(this.#idle);
  }

  leave(): void {
    this.users--;
    if (this.users > 0 || this.#closing) return;
    this.#idle = setTimeout(() => void this.close(), this.#options.idleMs);
    this.#idle.unref();
  }

  async run(connection: Connection, command: Command): Promise<CommandEnd> {
    if (this.#sessions < this.#options.maxSessions) this.#sessions++;
    else await this.#turn(command.signal);
    try {
      return await connection.run(command);
    } finally {
      this.#pass();
    }
  }

  async close(): Promise<void> {
    this.#end();
    const connection = await this.connection.catch(() => null);
    await connection?.close();
  }

  async #opened(connection: Connection): Promise<Connection> {
    if (this.#closing) {
      await connection.close();
      throw new FaultError('not-found', 'the instance was let go while it was dialled');
    }
    void connection.closed.then(() => this.#end());
    return connection;
  }

  #end(): void {
    this.#closing = true;
    clearTimeout(this.#idle);
    this.#onGone();
  }

  /** The place of a command that has ended goes to the one that waits longest. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#sessions--;
    else next();
  }

  /** Waits until a command of somebody else has ended. */
  async #turn(signal: AbortSignal): Promise<void> {
    let wake = (): void => undefined;
    const turn = new Promise<void>((resolve) => void (wake = resolve));
    this.#waiting.push(wake);
    try {
      await unlessAborted(turn, signal);
    } catch (error) {
      const index = this.#waiting.indexOf(wake);
      if (index === -1) this.#pass();
      else this.#waiting.splice(index, 1);
      throw error;
    }
  }
}

class Share implements PooledConnection {
  readonly connection: Connection;
  readonly #line: Line;
  #released = false;

  constructor(line: Line, connection: Connection) {
    this.#line = line;
    this.connection = {
      closed: connection.closed,
      run: (command: Command): Promise<CommandEnd> => line.run(connection, command),
      forward: (address: string, signal: AbortSignal): Promise<Duplex> => connection.forward(address, signal),
      close: (): Promise<void> => {
        this.release();
        return Promise.resolve();
      },
    };
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#line.leave();
  }
}

/** Whether another dial may fare better than the one that failed so: it may have been given up by its caller. */
function isPassing(error: unknown): boolean {
  return !(error instanceof FaultError) || error.fault.code === 'timeout' || error.fault.code === 'unreachable';
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new FaultError('timeout', 'the wait for a connection was given up', signal.reason));
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
