import { loadConfig } from '../../../adapters/config/load-config.ts';
import { toManagerConfig } from '../../../adapters/config/to-manager-config.ts';
import type { Finding } from '../../../core/finding.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { findingText } from '../../finding-text.ts';
import type { Io } from '../../io.ts';
import { readNamedFile } from '../../read-file.ts';
import { terminalStyle } from '../../terminal-style.ts';
import { fleetFindings } from './fleet-findings.ts';
import { operatorLog } from './operator-log.ts';
import type { OperatorOptions } from './operator-options.ts';

/**
 * `drydock lint`: says all that is wrong with a configuration, its fleets included, with its place. Keys that nobody knows fail it, as upstream's does; other warnings do
 * not, a fleet that is not built in among them: a simulation can use it. Files that the configuration names are not looked for: they may be on another machine.
 */
export async function lint(options: OperatorOptions, io: Io): Promise<ExitCode> {
  const findings = await findingsIn(options.config);
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

async function findingsIn(file: string): Promise<readonly Finding[]> {
  const { config, findings } = loadConfig(readNamedFile(file), file);
  if (config === null) return findings;
  const setup = toManagerConfig(config);
  const named = setup.runners.filter(({ autoscaler }) => autoscaler.plugin !== '');
  const fleets = (await fleetFindings(config, named)).filter(({ rule }) => rule !== 'file');
  return [...findings, ...setup.findings, ...fleets.map((finding): Finding => (finding.rule === 'plugin' ? { ...finding, severity: 'warning' } : finding))];
}
