import { existsSync } from 'node:fs';
import { ConfigText } from '../../../adapters/config/config-text.ts';
import type { GitlabRunnerConfig, RunnerTable } from '../../../adapters/config/gitlab-runner-config.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { writeConfigFile } from '../../../adapters/config/write-config-file.ts';
import type { Logger } from '../../../adapters/logging/logger.ts';
import { findingText } from '../../finding-text.ts';
import type { Io } from '../../io.ts';
import { readOrFault } from '../../read-file.ts';
import { terminalStyle } from '../../terminal-style.ts';
import { Failure } from './failure.ts';
import { operatorLog } from './operator-log.ts';
import type { OperatorOptions } from './operator-options.ts';

/** A configuration that a command reads and may change. */
export interface OpenedConfig {
  readonly file: string;
  readonly config: GitlabRunnerConfig;
  readonly runners: readonly RunnerTable[];
  readonly text: ConfigText;
  /** With the level and the form that command line and configuration agree on; it knows the tokens, and shortens them. */
  readonly log: Logger;
}

/** What a configuration begins as. */
const firstText = 'concurrent = 1\ncheck_interval = 0\nshutdown_timeout = 0\n\n[session_server]\n  session_timeout = 1800\n';

/**
 * Reads the configuration of a command. What is wrong with it beyond its form does not matter here: a runner can be listed or unregistered whatever its other
 * keys say.
 *
 * @param create whether a file that is not there begins as a new one, in memory.
 * @throws Failure when it cannot be read, or is no TOML; what is wrong has been said then.
 */
export function openConfig(options: OperatorOptions, io: Io, create = false): OpenedConfig {
  const { config: file } = options;
  const read = create && !existsSync(file) ? firstText : readOrFault(file);
  if (typeof read !== 'string') throw new Failure(read.fault);
  const { config, findings } = loadConfig(read, file);
  if (config === null) {
    for (const finding of findings) io.stderr.write(`${findingText(finding, terminalStyle(io.stderr, io.env))}\n`);
    throw new Failure(`${file} cannot be read`);
  }
  const log = operatorLog(options, config, io);
  for (const { token } of config.runners) log.hide(token.reveal());
  return { file, config, runners: config.runners, text: new ConfigText(read), log };
}

/** @throws Failure when the file cannot be written. */
export function saveConfig({ file, text, log }: OpenedConfig): void {
  try {
    writeConfigFile(file, String(text));
  } catch (error) {
    throw new Failure(`cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  log.info(`Updated ${file}`);
}
