import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { openConfig } from './opened-config.ts';
import type { OperatorOptions } from './operator-options.ts';

/** `drydock list`: a line for each runner of the configuration, its token shortened. */
export function list(options: OperatorOptions, io: Io): ExitCode {
  const { file, runners, log } = openConfig(options, io);
  log.info('Listing configured runners', { ConfigFile: file });
  for (const { name, executor, token, url } of runners) log.info(name, { Executor: executor, Token: token.reveal(), URL: url });
  return exitCodes.ok;
}
