import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CommandEnd, Connection, OutputSink } from '../../connectors/connection.ts';
import { FaultError } from '../../fault-error.ts';
import { quoted } from '../posix/quoted.ts';

/** Bytes that one session carries to the instance: what the manager holds in memory of a file at a time. */
const pieceBytes = 4 * 1024 * 1024;

/** Moves files to and from an instance that has no more than a shell, `cat` and `tar`. Commands name no secret. */
export class InstanceFiles {
  readonly #connection: Connection;
  readonly #errors: (chunk: Buffer) => void | Promise<void>;
  readonly #signal: AbortSignal;

  /** @param errors gets what commands write to their standard error. */
  constructor(connection: Connection, errors: (chunk: Buffer) => void | Promise<void>, signal: AbortSignal) {
    this.#connection = connection;
    this.#errors = errors;
    this.#signal = signal;
  }

  /**
   * Runs a script of a POSIX shell, whose standard output `consume` reads as it comes; the script writes no faster than that. What `consume` rejects with
   * counts only where the script succeeded, as half an output follows from its failure.
   */
  async read(script: string, consume: (output: Readable) => Promise<void>): Promise<CommandEnd> {
    const output = new PassThrough().on('error', () => undefined);
    const reading = consume(output).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    void reading.then(() => output.resume());
    try {
      const end = await this.#run('sh', script, async (chunk) => {
        if (output.destroyed || output.write(chunk)) return;
        await Promise.race([once(output, 'drain'), once(output, 'close')]);
      });
      output.end();
      const failure = await reading;
      if (failure !== null && end.exitCode === 0) throw failure.error;
      return end;
    } catch (error) {
      output.destroy();
      await reading;
      throw error;
    }
  }

  /** Runs a script for its exit code and its output, which is short. */
  async ask(script: string): Promise<CommandEnd & { readonly text: string }> {
    const chunks: Buffer[] = [];
    const end = await this.#run('sh', script, (chunk) => void chunks.push(chunk));
    return { ...end, text: Buffer.concat(chunks).toString() };
  }

  /** Copies a file from the instance; false where it has none. */
  async fetch(remotePath: string, localPath: string): Promise<boolean> {
    const end = await this.read(`[ -f ${quoted(remotePath)} ] && cat <${quoted(remotePath)}`, (output) => pipeline(output, createWriteStream(localPath)));
    return end.exitCode === 0;
  }

  /** Copies a file to the instance under a new name of a temporary file, which is returned; whoever gets it removes it. */
  async store(localPath: string): Promise<string> {
    return this.storeStream(createReadStream(localPath, { highWaterMark: pieceBytes }));
  }

  /** The same with what a stream gives. */
  async storeStream(source: Readable): Promise<string> {
    const made = await this.ask('umask 077 && mktemp');
    const path = made.text.trim();
    if (made.exitCode !== 0 || !path.startsWith('/')) throw new FaultError('command-failed', 'the instance gives no temporary file');
    try {
      await this.#fill(path, source);
      return path;
    } catch (error) {
      if (!this.#signal.aborted) await this.ask(`rm -f ${quoted(path)}`);
      throw error;
    }
  }

  async #fill(path: string, source: Readable): Promise<void> {
    let held: Buffer[] = [];
    let size = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      held.push(chunk);
      size += chunk.length;
      if (size < pieceBytes) continue;
      await this.#append(path, Buffer.concat(held));
      held = [];
      size = 0;
    }
    if (size > 0) await this.#append(path, Buffer.concat(held));
  }

  async #append(path: string, piece: Buffer): Promise<void> {
    const end = await this.#run(`cat >> ${quoted(path)}`, piece, () => undefined);
    if (end.exitCode !== 0) throw new FaultError('command-failed', 'a file could not be written on the instance');
  }

  async #run(command: string, stdin: string | Buffer, stdout: (chunk: Buffer) => void | Promise<void>): Promise<CommandEnd> {
    const output: OutputSink = (chunk, stream) => (stream === 'stdout' ? stdout(chunk) : this.#errors(chunk));
    return this.#connection.run({ command, stdin, output, signal: this.#signal });
  }
}
