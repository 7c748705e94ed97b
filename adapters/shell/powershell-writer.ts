import { PowershellScriptWriter } from './powershell-script-writer.ts';
import { powershellFlags } from './pwsh-writer.ts';
import type { ShellWriter, WriterOptions } from './shell-writer.ts';

/** Writes scripts for Windows PowerShell. */
export function powershellWriter(options: WriterOptions): ShellWriter {
  return new PowershellScriptWriter({ command: `powershell ${powershellFlags} -Command -`, lineEnd: '\r\n', stopsOnErrors: false }, options);
}
