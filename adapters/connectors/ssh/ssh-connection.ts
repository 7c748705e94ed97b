import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { FaultError } from '../../fault-error.ts';
import type { Command, CommandEnd, Connection } from '../connection.ts';
import { LoginShell } from './login-shell.ts';
import { runCommand, type OnExit, type SessionHost, type SessionOptions } from './session.ts';

/** What a connection must know of its host. */
export interface SshConnectionOptions extends SessionOptions {
  /** Opens another connection to the host, without repetition: for a kill that finds no room on this one. */
  readonly redial: () => Promise<Client>;
}

/** How long a connection may take to be closed in good order before its socket is. */
const farewellMs = 1000;

/** An open SSH connection. Each command is a session of its own. */
export class SshConnection implements Connection {
  readonly closed: Promise<void>;
  readonly #client: Client;
  readonly #options: SshConnectionOptions;
  readonly #closing = new AbortController();
  readonly #running = new Set<Promise<CommandEnd>>();
  readonly #host: SessionHost = {
    shell: new LoginShell(),
    open: (line, onExit) => this.#exec(this.#client, line, onExit),
    openKiller: (line, onExit) => this.#exec(this.#client, line, onExit).catch((refusal: unknown) => this.#execElsewhere(line, onExit, refusal)),
    lost: () => this.#unreachable(),
  };
  #lost: Error | null = null;

  constructor(client: Client, options: SshConnectionOptions) {
    this.#client = client;
    this.#options = options;
    client.on('error', (error) => void (this.#lost ??= error));
    this.closed = new Promise((resolve) => {
      client.on('close', () => {
        this.#lost ??= new Error('the connection was closed');
        resolve();
      });
    });
  }

  async run(command: Command): Promise<CommandEnd> {
    const closing = this.#closing.signal;
    if (closing.aborted) throw this.#unreachable();
    const running = runCommand(this.#host, { ...command, signal: AbortSignal.any([command.signal, closing]) }, this.#options);
    this.#running.add(running);
    // Of a command that closing has killed nothing is known.
    const killed = (): boolean => closing.aborted && !command.signal.aborted;
    try {
      const end = await running;
      if (!killed()) return end;
    } catch (error) {
      if (!killed()) throw error;
    } finally {
      this.#running.delete(running);
    }
    throw this.#unreachable();
  }

  async forward(address: string, signal: AbortSignal): Promise<Duplex> {
    const channel = this.#open((done) => this.#forward(address, done)).catch((error: unknown) => {
      throw error instanceof FaultError
        ? error
        : new FaultError('unreachable', `${this.#options.target} does not forward to ${address}: ${message(error)}`, error);
    });
    const abandoned = new Promise<never>((_, reject) => {
      const abandon = (): void => reject(new FaultError('timeout', `no answer to forwarding to ${address}`, signal.reason));
      if (signal.aborted) abandon();
      else signal.addEventListener('abort', abandon, { once: true });
    });
    return Promise.race([channel, abandoned]).catch((error: unknown) => {
      channel.then(
        (late) => late.destroy(),
        () => undefined,
      );
      throw error;
    });
  }

  /** Commands at work are killed first, since a host lets them run on when their connection ends; they end as lost. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running);
    this.#client.end();
    const impatience = setTimeout(() => this.#client.destroy(), farewellMs);
    await this.closed;
    clearTimeout(impatience);
  }

  async #exec(client: Client, line: string, onExit: OnExit): Promise<ClientChannel> {
    const ask = (done: OpenCallback): void => {
      client.exec(line, (error, channel) => {
        if (error === undefined) channel.on('exit', onExit);
        done(error, channel);
      });
    };
    return this.#open(ask).catch((error: unknown) => {
      throw error instanceof FaultError ? error : new FaultError('unreachable', `${this.#options.target} does not start the command: ${message(error)}`, error);
    });
  }

  async #execElsewhere(line: string, onExit: OnExit, refusal: unknown): Promise<ClientChannel> {
    if (this.#lost !== null) throw refusal;
    const client = await this.#options.redial();
    try {
      const channel = await this.#exec(client, line, onExit);
      return channel.once('close', () => client.end());
    } catch (error) {
      client.end();
      throw error;
    }
  }

  #forward(address: string, done: OpenCallback): void {
    const [, path] = /^unix:(.+)$/s.exec(address) ?? [];
    const [, host, port] = /^tcp:(.+):(\d+)$/.exec(address) ?? [];
    if (path !== undefined) this.#client.openssh_forwardOutStreamLocal(path, done);
    else if (host !== undefined) this.#client.forwardOut('127.0.0.1', 0, host.replace(/^\[(.*)\]$/, '$1'), Number(port), done);
    else throw new FaultError('unknown', `an address is unix:/path or tcp:host:port, not ${address}`);
  }

  /** Opens a channel; `unreachable` where the connection is gone by then. */
  #open(ask: (done: OpenCallback) => void): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== null) throw this.#unreachable();
      ask((error, channel) => {
        if (error === undefined) resolve(channel);
        else reject(this.#lost === null ? error : this.#unreachable());
      });
    });
  }

  #unreachable(): FaultError {
    const why = this.#lost === null ? 'the session was closed before its end was known' : `the connection was lost: ${this.#lost.message}`;
    return new FaultError('unreachable', `${this.#options.target}: ${why}`, this.#lost ?? undefined);
  }
}

type OpenCallback = (error: Error | undefined, channel: ClientChannel) => void;

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
