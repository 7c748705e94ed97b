import { PosixWriter } from './posix-writer.ts';
import type { ShellWriter, WriterOptions } from './shell-writer.ts';

/** Writes scripts for bash, started as a login shell. */
export function bashWriter(options: WriterOptions): ShellWriter {
  return new PosixWriter({ command: 'bash -l', pipefail: 'set -o pipefail' }, options);
}
