import type { Finding } from '../../core/finding.ts';
import { codeQuality } from '../code-quality.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { findingCounts, findingText } from '../finding-text.ts';
import type { Io } from '../io.ts';
import { checkConfigFile } from '../load-config-file.ts';
import { loadScenario } from '../load-scenario.ts';
import type { CheckOptions } from '../sim-program.ts';
import { terminalStyle } from '../terminal-style.ts';

/** `sim check`: says all that is wrong, or worth saying, about files. Warnings and notes leave the exit code at 0. */
export function check(files: readonly string[], { format }: CheckOptions, io: Io): ExitCode {
  const checked = files.map((file) => ({ file, findings: file.endsWith('.toml') ? checkConfigFile(file) : loadScenario(file, [], io).findings }));
  const findings = checked.flatMap((item) => item.findings);
  if (format === 'codequality') io.stdout.write(`${JSON.stringify(codeQuality(findings), null, 2)}\n`);
  else if (format === 'json') io.stdout.write(`${JSON.stringify({ format: '1.0', findings }, null, 2)}\n`);
  else for (const { file, findings: found } of checked) showText(file, found, io);
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.badInput : exitCodes.ok;
}

function showText(file: string, findings: readonly Finding[], io: Io): void {
  const style = terminalStyle(io.stderr, io.env);
  for (const finding of findings) io.stderr.write(`${findingText(finding, style)}\n`);
  const counts = findingCounts(findings);
  io.stdout.write(`${file}: ${counts === '' ? 'ok' : counts}\n`);
}
