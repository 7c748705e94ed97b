import { PowershellScriptWriter } from './powershell-script-writer.ts';
import type { ShellWriter, WriterOptions } from './shell-writer.ts';

/** How PowerShell is started so that it neither greets nor asks. */
export const powershellFlags = '-NoProfile -NoLogo -InputFormat text -OutputFormat text -NonInteractive -ExecutionPolicy Bypass';

/**
 * Starts the shell that reads the script, after the encodings have been set: its input is UTF-8, which it need not expect. Nothing of the job is in it; it is
 * encoded as the option wants it, in base64 of UTF-16.
 */
const start = [
  '$OutputEncoding = [Console]::InputEncoding = [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding',
  'pwsh -NoProfile -NonInteractive -Command -',
  'exit $(if ($null -eq $LASTEXITCODE) { 1 } else { $LASTEXITCODE })',
].join('\r\n');

/** Writes scripts for PowerShell, on any system. */
export function pwshWriter(options: WriterOptions): ShellWriter {
  const command = `pwsh ${powershellFlags} -EncodedCommand ${Buffer.from(start, 'utf16le').toString('base64')}`;
  return new PowershellScriptWriter({ command, lineEnd: '\n', stopsOnErrors: true }, options);
}
