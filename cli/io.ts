import { readSync } from 'node:fs';

/** A stream of text to the user. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

/** All that a command has of the process around it, so that tests can run commands in their own process. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdinIsTTY: boolean;
  /** All of standard input. */
  readStdin(): string;
  /** The next line of standard input, without its end; null when there is none. */
  readLine(): string | null;
  /** Calls back at SIGINT or SIGTERM, until the returned function is called. */
  onInterrupt(callback: (signal: string) => void): () => void;
}

/** The process itself. */
export function processIo(): Io {
  // A reader such as `head` that has seen enough is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    env: process.env,
    stdinIsTTY: process.stdin.isTTY,
    readStdin,
    readLine: lineReader(),
    onInterrupt(callback) {
      process.on('SIGINT', callback).on('SIGTERM', callback);
      return () => void process.off('SIGINT', callback).off('SIGTERM', callback);
    },
  };
}

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY,
    get columns() {
      return stream.isTTY ? stream.columns : undefined;
    },
  };
}

/** Reads to the end, also from a pipe whose writer is slow. */
function readStdin(): string {
  const chunks: Buffer[] = [];
  for (let chunk = readChunk(); chunk !== null; chunk = readChunk()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads line by line; what a chunk has beyond a line waits for the next call. */
function lineReader(): () => string | null {
  let rest = Buffer.alloc(0);
  return () => {
    for (;;) {
      const end = rest.indexOf('\n');
      const chunk = end < 0 ? readChunk() : null;
      if (chunk !== null) {
        rest = Buffer.concat([rest, chunk]);
        continue;
      }
      if (end < 0 && rest.length === 0) return null;
      const line = rest.subarray(0, end < 0 ? rest.length : end).toString('utf8');
      rest = rest.subarray(end < 0 ? rest.length : end + 1);
      return line.replace(/\r$/, '');
    }
  };
}

/** What standard input has; null at its end. Waits where there is nothing yet (EAGAIN). */
function readChunk(): Buffer | null {
  const buffer = Buffer.alloc(65_536);
  for (;;) {
    try {
      const length = readSync(0, buffer);
      return length === 0 ? null : buffer.subarray(0, length);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return null;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
