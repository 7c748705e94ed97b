import { loginDirectory } from './login-directory.ts';
import { powershellLoginVariable, quotePowershell } from './quote-powershell.ts';
import type { Block, ShellScript, ShellWriter, Tone, Words, WriterOptions } from './shell-writer.ts';
import { toneText } from './tone-text.ts';

/** What tells PowerShell from Windows PowerShell. */
export interface PowershellDialect {
  readonly command: string;
  readonly lineEnd: '\n' | '\r\n';
  /** Whether errors of PowerShell's own commands end the script. */
  readonly stopsOnErrors: boolean;
}

const exitIfFailed = 'if (!$?) { exit $(if ($LASTEXITCODE) { $LASTEXITCODE } else { 1 }) }';

/** Writes scripts for both PowerShells. */
export class PowershellScriptWriter implements ShellWriter {
  readonly #dialect: PowershellDialect;
  readonly #options: WriterOptions;
  readonly #lines: string[] = [];
  #depth = 0;

  constructor(dialect: PowershellDialect, options: WriterOptions) {
    this.#dialect = dialect;
    this.#options = options;
  }

  verbatim(lines: string): void {
    this.#lines.push(lines.replaceAll(loginDirectory, ''));
  }

  /** Always: PowerShell has no mode in which a program's exit code ends a script. */
  endIfFailed(): void {
    this.#line(exitIfFailed);
  }

  run(words: Words): void {
    this.#line(commandLine(words));
    this.endIfFailed();
  }

  attempt(words: Words, output: 'shown' | 'hidden', succeeded: Block, failed?: Block): void {
    this.#line('$DrydockSucceeded = $false');
    this.#line(`try { ${commandLine(words)}${output === 'shown' ? '' : ' *> $null'}; $DrydockSucceeded = $LASTEXITCODE -eq 0 } catch { }`);
    this.#condition('$DrydockSucceeded', succeeded, failed);
  }

  /** As bytes on the program's own input: PowerShell's pipe would add line ends of its own. */
  feed(text: string, [program, ...words]: Words): void {
    const start = `FileName = ${quotePowershell(program)}; Arguments = ${quotePowershell(words.join(' '))}`;
    const streams = 'UseShellExecute = $false; RedirectStandardInput = $true; RedirectStandardOutput = $true; RedirectStandardError = $true';
    this.#line('try {');
    this.#indented(() => {
      this.#line(`$DrydockStart = New-Object System.Diagnostics.ProcessStartInfo -Property @{ ${start}; ${streams} }`);
      this.#line('$DrydockProcess = [System.Diagnostics.Process]::Start($DrydockStart)');
      this.#line(`$DrydockBytes = [System.Text.Encoding]::UTF8.GetBytes(${quotePowershell(`${text}\n`)})`);
      this.#line('$DrydockProcess.StandardInput.BaseStream.Write($DrydockBytes, 0, $DrydockBytes.Length)');
      this.#line('$DrydockProcess.StandardInput.Close()');
      this.#line('$DrydockProcess.WaitForExit()');
    });
    this.#line('} catch { }');
  }

  whenFile(path: string, block: Block, otherwise?: Block): void {
    this.#condition(`Test-Path -LiteralPath ${quotePowershell(path)} -PathType Leaf`, block, otherwise);
  }

  whenDirectory(path: string, block: Block): void {
    this.#condition(`Test-Path -LiteralPath ${quotePowershell(path)} -PathType Container`, block);
  }

  /** As a variable too, by which scripts for PowerShell know it. */
  exportVariable(name: string, value: string): void {
    this.#line(`\${${name}} = ${quotePowershell(value)}`);
    this.#line(`\${env:${name}} = \${${name}}`);
  }

  writeFile(path: string, content: string): void {
    this.#line(`[System.IO.File]::WriteAllText(${quotePowershell(path)}, ${quotePowershell(content)})`);
  }

  importEnvironment(path: string): void {
    const file = quotePowershell(path);
    this.#line(`if (!(Test-Path -LiteralPath ${file})) { [System.IO.File]::WriteAllText(${file}, '') }`);
    this.#line(`foreach ($DrydockLine in [System.IO.File]::ReadAllLines(${file})) {`);
    this.#indented(() => {
      this.#line("$DrydockName, $DrydockValue = $DrydockLine.Trim().Split([char[]]'=', 2)");
      this.#line('if ($DrydockName) { [System.Environment]::SetEnvironmentVariable($DrydockName, $DrydockValue) }');
    });
    this.#line('}');
  }

  changeDirectory(path: string): void {
    this.#line(`Set-Location -LiteralPath ${quotePowershell(path)}`);
    this.endIfFailed();
  }

  makeDirectory(path: string): void {
    this.#line(`[System.IO.Directory]::CreateDirectory(${quotePowershell(path)}) | Out-Null`);
  }

  removeFiles(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#line(`foreach ($DrydockFile in @(${paths.map(quotePowershell).join(', ')})) {`);
    this.#indented(() => this.#line('if (Test-Path -LiteralPath $DrydockFile) { Remove-Item -LiteralPath $DrydockFile -Force -ErrorAction Stop }'));
    this.#line('}');
  }

  /** More than once: a directory may count as not empty until the removals below it have settled. */
  removeTree(path: string): void {
    const tree = quotePowershell(path);
    this.#line('foreach ($DrydockTry in 1..3) {');
    this.#indented(() => {
      this.#line(`if (Test-Path -LiteralPath ${tree}) { Remove-Item -LiteralPath ${tree} -Recurse -Force -ErrorAction SilentlyContinue }`);
    });
    this.#line('}');
    this.#line(`if (Test-Path -LiteralPath ${tree}) { Remove-Item -LiteralPath ${tree} -Recurse -Force -ErrorAction Stop }`);
  }

  removeBelow(path: string, type: 'files' | 'directories', names: readonly string[]): void {
    const isType = type === 'files' ? '!$_.PSIsContainer' : '$_.PSIsContainer';
    const tests = names.map((name) => `$_.Name -like ${quotePowershell(name)}`).join(' -or ');
    const all = `Get-ChildItem -LiteralPath ${quotePowershell(path)} -Recurse -Force | Where-Object { ${isType} -and (${tests}) }`;
    const deepestFirst = 'Sort-Object { $_.FullName.Length } -Descending';
    this.whenDirectory(path, () => this.#line(`${all} | ${deepestFirst} | ForEach-Object { Remove-Item -LiteralPath $_.FullName -Recurse -Force }`));
  }

  say(text: string, tone: Tone): void {
    this.#line(`Write-Output ${quotePowershell(toneText(text, tone))}`);
  }

  blankLine(): void {
    this.#line("Write-Output ''");
  }

  /** Unfolded, as the real runner has it in this language. */
  foldedNotice(_section: string, text: string): void {
    this.say(text, 'notice');
  }

  greet(manager: string): void {
    const end = quotePowershell(manager === '' ? '...' : ` via ${manager}...`);
    this.#line(`Write-Output ('Running on ' + [System.Environment]::MachineName + ${end})`);
  }

  /** The shell reads its script from standard input line by line; the braces make it read the whole stage before it runs a line of it. */
  finish(): ShellScript {
    const { command, lineEnd, stopsOnErrors } = this.#dialect;
    const lines = [
      '& {',
      '',
      ...(this.#options.trace ? ['Set-PSDebug -Trace 2'] : []),
      ...(stopsOnErrors ? ["$ErrorActionPreference = 'Stop'"] : []),
      `$${powershellLoginVariable} = $PWD.Path.Replace('\\', '/')`,
      ...this.#lines,
      '}',
      '',
      '',
    ];
    return { command, script: lines.join('\n').replace(/\r?\n/g, lineEnd) };
  }

  #line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text);
  }

  #condition(test: string, block: Block, otherwise?: Block): void {
    this.#line(`if (${test}) {`);
    this.#indented(block);
    if (otherwise !== undefined) {
      this.#line('} else {');
      this.#indented(otherwise);
    }
    this.#line('}');
  }

  #indented(block: Block): void {
    this.#depth++;
    block();
    this.#depth--;
  }
}

function commandLine(words: Words): string {
  return `& ${words.map(quotePowershell).join(' ')}`;
}
