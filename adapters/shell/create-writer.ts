import { bashWriter } from './bash-writer.ts';
import { powershellWriter } from './powershell-writer.ts';
import { pwshWriter } from './pwsh-writer.ts';
import { shWriter } from './sh-writer.ts';
import type { ShellName } from './shell-name.ts';
import type { ShellWriter, WriterOptions } from './shell-writer.ts';

const writers: Readonly<Record<ShellName, (options: WriterOptions) => ShellWriter>> = {
  bash: bashWriter,
  sh: shWriter,
  pwsh: pwshWriter,
  powershell: powershellWriter,
};

/** A writer for a shell. */
export function createWriter(shell: ShellName, options: WriterOptions): ShellWriter {
  return writers[shell](options);
}
