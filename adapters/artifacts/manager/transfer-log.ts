import type { OutputSink } from '../../connectors/connection.ts';

type Level = 'info' | 'warning' | 'error' | 'fatal';

const colors: Readonly<Record<Level, string>> = { info: '', warning: '\u001B[0;33m', error: '\u001B[31;1m', fatal: '\u001B[31;1m' };
const prefixes: Readonly<Record<Level, string>> = { info: '', warning: 'WARNING: ', error: 'ERROR: ', fatal: 'FATAL: ' };
const reset = '\u001B[0;m';
const messageWidth = 50;

/** Writes to the job log what a script of the other routes would have written. */
export class TransferLog {
  readonly #sink: OutputSink;

  constructor(sink: OutputSink) {
    this.#sink = sink;
  }

  async notice(text: string): Promise<void> {
    await this.#sink(Buffer.from(`\u001B[32;1m${text}${reset}\n`), 'stdout');
  }

  async warn(text: string): Promise<void> {
    await this.#sink(Buffer.from(`\u001B[0;33m${text}${reset}\n`), 'stdout');
  }

  /** A line in the form of gitlab-runner's log. Fields in the order given. */
  async say(level: Level, message: string, fields: Readonly<Record<string, string | number>> = {}): Promise<void> {
    const color = colors[level];
    const named = Object.entries(fields).map(([name, value]) => ` ${color}${name}${reset}=${String(value)}`);
    await this.#sink(Buffer.from(`${color}${`${prefixes[level]}${message}`.padEnd(messageWidth)}${reset} ${named.join('')}\n`), 'stderr');
  }

  /** What a command on the instance writes beside its result. */
  async raw(chunk: Buffer): Promise<void> {
    await this.#sink(chunk, 'stderr');
  }
}
