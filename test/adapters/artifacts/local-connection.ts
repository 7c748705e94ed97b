import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Command, CommandEnd, Connection } from '../../../adapters/connectors/connection.ts';

/** A connection whose other side is this machine, with an environment of its own: what a session of SSH does, without SSH. */
export class LocalConnection implements Connection {
  readonly closed = new Promise<void>(() => undefined);
  readonly commands: string[] = [];
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  async run({ command, stdin, output, signal }: Command): Promise<CommandEnd> {
    this.commands.push(command);
    const child = spawn('/bin/sh', ['-c', command], { env: this.#environment, cwd: this.#environment['HOME'], signal });
    const pump = async (stream: 'stdout' | 'stderr'): Promise<void> => {
      for await (const chunk of child[stream] as AsyncIterable<Buffer>) await output(chunk, stream);
    };
    const ended = once(child, 'close') as Promise<[number | null, string | null]>;
    child.stdin.on('error', () => undefined).end(stdin);
    const [[code, killedBy]] = await Promise.all([ended, pump('stdout'), pump('stderr')]);
    return { exitCode: code ?? 137, killedBy };
  }

  forward(): Promise<Duplex> {
    return Promise.reject(new Error('nothing is forwarded'));
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}
