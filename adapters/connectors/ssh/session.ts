import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { FaultError } from '../../fault-error.ts';
import type { Command, CommandEnd } from '../connection.ts';
import { killScript } from './kill-script.ts';
import type { LoginShell } from './login-shell.ts';
import { ProcessMark } from './process-mark.ts';

/** What a session must know of its host. Times in milliseconds. */
export interface SessionOptions {
  /** `host:port`, for messages. */
  readonly target: string;
  /** Whether commands are started by a shell that a mark can be put before. */
  readonly posix: boolean;
  /** Between TERM and KILL. */
  readonly killGraceMs: number;
  /** How long a session may be silent after its command has ended: what the command left in the background may hold it open for ever. */
  readonly lingerMs: number;
  /** How long the host may take to answer a request that ends a session. */
  readonly settleMs: number;
}

/** Hears how a command ended: its exit code, or null and the signal that killed it. */
export type OnExit = (code: number | null, signal?: string) => void;

/** The connection that a session is opened on. */
export interface SessionHost {
  readonly shell: LoginShell;
  /** @param onExit is there before the session is: a short command has ended by then. */
  open(line: string, onExit: OnExit): Promise<ClientChannel>;
  /** Starts a command that ends others: over another connection where this one takes no more sessions. */
  openKiller(line: string, onExit: OnExit): Promise<ClientChannel>;
  /** Why a session ended without an end of its command. */
  lost(): FaultError;
}

/** Runs one command in a session of its own, to its end or until it was killed: whoever hears of a kill's end finds nothing of the command left. */
export async function runCommand(host: SessionHost, command: Command, options: SessionOptions): Promise<CommandEnd> {
  const { signal } = command;
  if (signal.aborted) throw new FaultError('timeout', 'the command was given up before it was started', signal.reason);
  const session = new Session(host, command, options);
  const kill = (): void => session.kill();
  signal.addEventListener('abort', kill, { once: true });
  try {
    await session.start();
    return await session.over();
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

/** An abort does not wait for a host that does not answer; what it starts too late is handed to `onLate`. */
function openUntilAborted(
  opening: Promise<ClientChannel>,
  { signal, settleMs, onLate }: { readonly signal: AbortSignal; readonly settleMs: number; readonly onLate: (channel: ClientChannel) => void },
): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    let abandoned = false;
    let patience: NodeJS.Timeout | undefined;
    const abandon = (): void => {
      abandoned = true;
      reject(new FaultError('timeout', 'the command was given up while it was started', signal.reason));
    };
    const onAbort = (): void => void (patience = setTimeout(abandon, settleMs));
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (outcome: () => void): void => {
      clearTimeout(patience);
      signal.removeEventListener('abort', onAbort);
      outcome();
    };
    opening.then(
      (channel) => settle(() => (abandoned ? onLate(channel) : resolve(channel))),
      () => settle(() => resolve(opening)),
    );
  });
}

/** One command at work: its output on the way to the sink, its end, its death. */
class Session {
  readonly #host: SessionHost;
  readonly #command: Command;
  readonly #options: SessionOptions;
  readonly #mark: ProcessMark | null;
  readonly #ended: PromiseWithResolvers<CommandEnd> = Promise.withResolvers();
  #channel: ClientChannel | null = null;
  #known: CommandEnd | null = null;
  #closed = false;
  #killing: Promise<void> | null = null;
  #killed = false;
  /** Promises of the sink that hold the command back. */
  #holding = 0;
  #sinkError: { readonly error: unknown } | null = null;
  #linger: NodeJS.Timeout | undefined;

  constructor(host: SessionHost, command: Command, options: SessionOptions) {
    this.#host = host;
    this.#command = command;
    this.#options = options;
    this.#mark = options.posix ? new ProcessMark(host.shell) : null;
  }

  /** How the command ended, and not before a kill is over. Rejects with `FaultError`, or with what the sink threw: the command is then killed. */
  async over(): Promise<CommandEnd> {
    try {
      return await this.#ended.promise;
    } finally {
      await this.#killing;
    }
  }

  /** Opens the session and writes the input. */
  async start(): Promise<void> {
    const { command, stdin, signal } = this.#command;
    const onExit: OnExit = (code, killedBy) => {
      this.#known = endOf(code, killedBy);
      this.#awaitSilence();
    };
    const opening = this.#host.open(this.#mark?.wrap(command) ?? command, onExit);
    const onLate = (late: ClientChannel): void => {
      this.#watch(late);
      this.kill();
      this.over().catch(() => undefined);
    };
    const channel = await openUntilAborted(opening, { signal, settleMs: this.#options.settleMs, onLate });
    this.#watch(channel);
    if (signal.aborted) this.kill();
    else channel.end(stdin);
  }

  /** Ends the command and all that it started. The session then ends by itself; where it does not, it is closed. */
  kill(): void {
    // A command that is being started is killed as soon as it is known.
    if (this.#channel !== null) this.#killing ??= this.#kill(this.#channel);
  }

  #watch(channel: ClientChannel): void {
    this.#channel = channel;
    channel.on('data', (chunk: Buffer) => this.#deliver(chunk, 'stdout'));
    channel.stderr.on('data', (chunk: Buffer) => {
      this.#deliver(this.#mark?.filter(chunk) ?? chunk, 'stderr');
      if (this.#holding > 0) this.#pause();
    });
    // A command that ends without reading all of its input is no error.
    channel.on('error', () => undefined);
    let open = 2;
    const onClose = (): void => {
      if (--open === 0) this.#onClosed();
    };
    channel.once('close', onClose);
    channel.stderr.once('close', onClose);
  }

  #onClosed(): void {
    this.#closed = true;
    clearTimeout(this.#linger);
    this.#deliver(this.#mark?.rest() ?? Buffer.alloc(0), 'stderr');
    if (this.#sinkError !== null) this.#ended.reject(this.#sinkError.error);
    else if (this.#known === null) this.#ended.reject(this.#host.lost());
    else this.#ended.resolve(this.#known);
  }

  #deliver(chunk: Buffer, stream: 'stdout' | 'stderr'): void {
    if (chunk.length === 0 || this.#sinkError !== null) return;
    if (this.#known !== null) this.#awaitSilence();
    try {
      const accepted = this.#command.output(chunk, stream);
      if (accepted !== undefined) this.#hold(accepted);
    } catch (error) {
      this.#onSinkError(error);
    }
  }

  /** Keeps the command waiting until the sink is ready; one that was killed does not wait any more. */
  #hold(accepted: Promise<void>): void {
    if (this.#killed) {
      accepted.catch((error: unknown) => this.#onSinkError(error));
      return;
    }
    this.#holding++;
    this.#pause();
    accepted
      .catch((error: unknown) => this.#onSinkError(error))
      .finally(() => {
        if (--this.#holding === 0) this.#resume();
      });
  }

  #pause(): void {
    this.#channel?.pause();
    // What comes after the mark can wait, not the mark: without it a command that is held back could not be killed.
    if (this.#mark?.expected !== true) this.#channel?.stderr.pause();
  }

  #resume(): void {
    this.#channel?.resume();
    this.#channel?.stderr.resume();
    if (this.#known !== null) this.#awaitSilence();
  }

  #onSinkError(error: unknown): void {
    this.#sinkError ??= { error };
    this.kill();
  }

  #awaitSilence(): void {
    clearTimeout(this.#linger);
    if (this.#closed) return;
    this.#linger = setTimeout(() => {
      if (this.#holding === 0) this.#channel?.close();
    }, this.#options.lingerMs);
  }

  async #kill(channel: ClientChannel): Promise<void> {
    const { killGraceMs, settleMs } = this.#options;
    // A signal by the protocol comes second: it ends the command alone, whose children would then not be found any more.
    if (!(await this.#killProcesses())) {
      sendSignal(channel, 'TERM');
      await this.#endWithin(killGraceMs);
      sendSignal(channel, 'KILL');
    }
    this.#killed = true;
    this.#resume();
    await this.#endWithin(settleMs);
    if (this.#closed) return;
    channel.close();
    await this.#endWithin(settleMs / 4);
    this.#ended.reject(this.#sinkError?.error ?? new FaultError('timeout', `${this.#options.target}: the command was killed and its session did not end`));
  }

  /** @returns false where processes cannot be reached, or some are left. */
  async #killProcesses(): Promise<boolean> {
    const { killGraceMs, settleMs } = this.#options;
    const askedAt = performance.now();
    while (this.#mark?.pid === null && !this.#closed && performance.now() - askedAt < settleMs) await pause(5);
    if (this.#mark === null || this.#mark.pid === null || this.#closed) return this.#closed;
    return Promise.race([this.#runKiller(killScript(this.#mark.pid, killGraceMs)), pause(killGraceMs + settleMs, false, { ref: false })]);
  }

  async #runKiller(script: string): Promise<boolean> {
    try {
      const end = Promise.withResolvers<number | null>();
      const killer = await this.#host.openKiller('sh -s', end.resolve);
      killer.on('error', () => undefined);
      killer.resume();
      killer.stderr.resume();
      killer.end(script);
      killer.once('close', () => end.resolve(null));
      return (await end.promise) === 0;
    } catch {
      return false;
    }
  }

  async #endWithin(milliseconds: number): Promise<void> {
    const given = new AbortController();
    const time = pause(milliseconds, undefined, { signal: given.signal }).catch(() => undefined);
    await Promise.race([this.#ended.promise.catch(() => undefined), time]);
    given.abort();
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
  const numbers: Readonly<Record<string, number | undefined>> = constants.signals;
  return { exitCode: 128 + (numbers[name] ?? 0), killedBy: name };
}
