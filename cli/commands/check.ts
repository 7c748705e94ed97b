import type { Finding } from '../../core/finding.ts';
import { codeQuality } from '../code-quality.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { findingCounts, findingText } from '../finding-text.ts';
import type { Io } from '../io.ts';
import { checkConfigText } from '../load-config-file.ts';
import { loadScenario } from '../load-scenario.ts';
import { readNamedFile } from '../read-file.ts';
import { rememberStdin } from '../remember-stdin.ts';
import type { CheckOptions } from '../sim-program.ts';
import { terminalStyle } from '../terminal-style.ts';

/** `sim check`: says all that is wrong, or worth saying, about files. Warnings and notes leave the exit code at 0. */
export function check(files: readonly string[], { format }: CheckOptions, io: Io): ExitCode {
  const input = rememberStdin(io);
  const checked = files.map((file) => ({ file, findings: findingsIn(file, input) }));
  const findings = checked.flatMap((item) => item.findings);
  if (format === 'codequality') io.stdout.write(`${JSON.stringify(codeQuality(findings), null, 2)}\n`);
  else if (format === 'json') io.stdout.write(`${JSON.stringify({ format: '1.0', findings }, null, 2)}\n`);
  else for (const { file, findings: found } of checked) showText(file, found, io);
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.badInput : exitCodes.ok;
}

/** A line of TOML that is no YAML: a table, or a key with its value. */
const tomlLine = /^\s*(?:\[\[?[\w."-]+\]|[\w."-]+\s*=)/m;

function findingsIn(file: string, input: Pick<Io, 'readStdin'>): readonly Finding[] {
  if (file.endsWith('.toml')) return checkConfigText(readNamedFile(file), file);
  const isConfig = file === '-' && tomlLine.test(input.readStdin()) && !/^\s*version\s*:/m.test(input.readStdin());
  return isConfig ? checkConfigText(input.readStdin(), '<stdin>') : loadScenario(file, [], input).findings;
}

function showText(file: string, findings: readonly Finding[], io: Io): void {
  const style = terminalStyle(io.stderr, io.env);
  for (const finding of findings) io.stderr.write(`${findingText(finding, style)}\n`);
  const counts = findingCounts(findings);
  io.stdout.write(`${file}: ${counts === '' ? 'ok' : counts}\n`);
}
