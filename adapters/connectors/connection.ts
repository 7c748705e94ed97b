import type { Duplex } from 'node:stream';

/** Where a command's output goes. A promise holds the command back until it resolves: back-pressure. */
export type OutputSink = (chunk: Buffer, stream: 'stdout' | 'stderr') => void | Promise<void>;

/** One command on the other side. */
export interface Command {
  /** What is started; never with a secret in it. */
  readonly command: string;
  /** Written to its standard input, which is then closed. */
  readonly stdin: string | Buffer;
  readonly output: OutputSink;
  /** Aborting kills the command and all that it started; `run` still resolves or rejects afterwards. */
  readonly signal: AbortSignal;
}

/** How a command ended: with an exit code, or by a signal (128 + its number is then the code that shells would show). */
export interface CommandEnd {
  readonly exitCode: number;
  readonly killedBy: string | null;
}

/** An open way to a machine, over which several commands may run at once. */
export interface Connection {
  /** Rejects with `FaultError` when the connection is lost before the command's end is known: that is no exit code. */
  run(command: Command): Promise<CommandEnd>;
  /** A stream to an address as the other side sees it: `unix:/path`, or `tcp:host:port`. */
  forward(address: string, signal: AbortSignal): Promise<Duplex>;
  /** Resolves when the connection is gone, whoever closed it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}
