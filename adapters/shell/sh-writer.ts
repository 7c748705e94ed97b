import { PosixWriter } from './posix-writer.ts';
import type { ShellWriter, WriterOptions } from './shell-writer.ts';

/** Writes scripts for whatever `sh` is on the instance, started as a login shell. Not each of them knows pipefail, and asking kills some: hence in a subshell. */
export function shWriter(options: WriterOptions): ShellWriter {
  return new PosixWriter({ command: 'sh -l', pipefail: '(set -o pipefail) 2>/dev/null && set -o pipefail' }, options);
}
