import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { FaultError } from '../../fault-error.ts';
import type { Command, CommandEnd } from '../connection.ts';
import { killScript } from './kill-script.ts';
import { ProcessMark } from './process-mark.ts';

/** What a session must know of its host. */
export interface SessionOptions {
  /** `host:port`, for messages. */
  readonly target: string;
  /** Whether commands are started by a shell that a mark can be put before. */
  readonly posix: boolean;
  /** Between TERM and KILL, in milliseconds. */
  readonly killGraceMs: number;
}

/** The connection that a session is opened on. */
export interface SessionHost {
  open(line: string): Promise<ClientChannel>;
  /** Why a session ended without an end of its command. */
  lost(): FaultError;
}

/** How long a session may take to end after nothing is left of its command. */
const settleMs = 2000;

/** Runs one command in a session of its own, to its end or until it was killed. */
export async function runCommand(host: SessionHost, command: Command, options: SessionOptions): Promise<CommandEnd> {
  if (command.signal.aborted) throw new FaultError('timeout', 'the command was given up before it was started', command.signal.reason);
  const mark = options.posix ? new ProcessMark() : null;
  const channel = await host.open(mark === null ? command.command : mark.wrap(command.command));
  return new Session(host, channel, command, mark, options).end();
}

class Session {
  readonly #host: SessionHost;
  readonly #channel: ClientChannel;
  readonly #command: Command;
  readonly #mark: ProcessMark | null;
  readonly #options: SessionOptions;
  readonly #ended: Promise<CommandEnd>;
  #end: CommandEnd | null = null;
  #closed = false;
  /** Promises of the sink that hold the command back. */
  #holding = 0;
  #brokenSink: { readonly error: unknown } | null = null;

  constructor(host: SessionHost, channel: ClientChannel, command: Command, mark: ProcessMark | null, options: SessionOptions) {
    this.#host = host;
    this.#channel = channel;
    this.#command = command;
    this.#mark = mark;
    this.#options = options;
    this.#ended = this.#watch();
  }

  async end(): Promise<CommandEnd> {
    const { signal, stdin } = this.#command;
    let killing: Promise<void> | null = null;
    const onAbort = (): void => void (killing ??= this.#kill());
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    // A command that ends without reading all of its input is no error.
    this.#channel.on('error', () => undefined);
    this.#channel.end(stdin);
    try {
      return await this.#ended;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #watch(): Promise<CommandEnd> {
    const channel = this.#channel;
    channel.on('exit', (code: number | null, signal?: string) => void (this.#end = endOf(code, signal)));
    channel.on('data', (chunk: Buffer) => this.#deliver(chunk, 'stdout'));
    channel.stderr.on('data', (chunk: Buffer) => this.#deliver(this.#mark?.filter(chunk) ?? chunk, 'stderr'));
    const closed = Promise.all([once(channel, 'close'), once(channel.stderr, 'close')]);
    return closed.then(() => {
      this.#closed = true;
      this.#deliver(this.#mark?.rest() ?? Buffer.alloc(0), 'stderr');
      if (this.#brokenSink !== null) throw this.#brokenSink.error;
      if (this.#end === null) throw this.#host.lost();
      return this.#end;
    });
  }

  #deliver(chunk: Buffer, stream: 'stdout' | 'stderr'): void {
    if (chunk.length === 0) return;
    const accepted = this.#command.output(chunk, stream);
    if (accepted === undefined) return;
    this.#hold();
    accepted.then(
      () => this.#release(),
      (error: unknown) => {
        this.#brokenSink ??= { error };
        this.#release();
      },
    );
  }

  #hold(): void {
    this.#holding++;
    this.#channel.pause();
    this.#channel.stderr.pause();
  }

  #release(): void {
    if (--this.#holding > 0) return;
    this.#channel.resume();
    this.#channel.stderr.resume();
  }

  /** Ends the command and all that it started. The session then ends by itself; where it does not, it is closed. */
  async #kill(): Promise<void> {
    sendSignal(this.#channel, 'TERM');
    if (!(await this.#killProcesses())) {
      await pause(this.#options.killGraceMs);
      sendSignal(this.#channel, 'KILL');
    }
    await Promise.race([this.#ended.catch(() => undefined), pause(settleMs)]);
    if (!this.#closed) this.#channel.close();
  }

  /** @returns false where processes cannot be reached, or some are left. */
  async #killProcesses(): Promise<boolean> {
    const { killGraceMs } = this.#options;
    const patience = AbortSignal.timeout(killGraceMs);
    while (this.#mark?.pid === null && !this.#closed && !patience.aborted) await pause(10);
    if (this.#mark?.pid == null) return this.#closed;
    try {
      const killer = await this.#host.open('sh -s');
      killer.resume();
      killer.stderr.resume();
      let code: number | null = null;
      killer.on('exit', (exitCode: number | null) => void (code = exitCode));
      killer.end(killScript(this.#mark.pid, killGraceMs));
      await once(killer, 'close');
      return code === 0;
    } catch {
      return false;
    }
  }
}

/** The library sends no signal once the input was closed, though the protocol allows it: the request is then made by hand. */
function sendSignal(channel: ClientChannel, name: 'TERM' | 'KILL'): void {
  const { outgoing, _client } = channel as unknown as {
    readonly outgoing: { readonly id: number; readonly state: string };
    readonly _client: { readonly _protocol: { signal(channel: number, name: string): void } };
  };
  if (outgoing.state === 'open' || outgoing.state === 'eof') _client._protocol.signal(outgoing.id, name);
}

function endOf(code: number | null, signal: string | undefined): CommandEnd {
  if (code !== null) return { exitCode: code, killedBy: null };
  const name = signal ?? 'SIGKILL';
  const number = (constants.signals as Readonly<Record<string, number | undefined>>)[name] ?? 0;
  return { exitCode: 128 + number, killedBy: name };
}

function once(stream: Readable, event: 'close'): Promise<void> {
  return new Promise((resolve) => void stream.once(event, () => resolve()));
}
