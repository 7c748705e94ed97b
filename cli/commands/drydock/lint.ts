import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { findingText } from '../../finding-text.ts';
import type { Io } from '../../io.ts';
import { checkConfigFile } from '../../load-config-file.ts';
import { terminalStyle } from '../../terminal-style.ts';
import { operatorLog } from './operator-log.ts';
import type { OperatorOptions } from './operator-options.ts';

/** `drydock lint`: says all that is wrong with a configuration, with its place. Keys that nobody knows fail it, as upstream's does; other warnings do not. */
export function lint(options: OperatorOptions, io: Io): ExitCode {
  const findings = checkConfigFile(options.config);
  const style = terminalStyle(io.stderr, io.env);
  for (const finding of findings) io.stderr.write(`${findingText(finding, style)}\n`);
  const log = operatorLog(options, null, io);
  const failures = findings.filter(({ severity, rule }) => severity === 'error' || rule === 'unknown-key');
  if (failures.length === 0) {
    log.info('Configuration file is valid.', { ConfigFile: options.config });
    return exitCodes.ok;
  }
  log.log('fatal', 'Configuration file is not valid.', { ConfigFile: options.config, errors: failures.length });
  return exitCodes.unexpected;
}
