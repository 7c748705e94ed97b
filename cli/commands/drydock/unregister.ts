import { Sealed } from '../../../adapters/config/sealed.ts';
import { shortenToken } from '../../../adapters/logging/shorten-token.ts';
import type { Logger } from '../../../adapters/logging/logger.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { Failure } from './failure.ts';
import { withRegistration, type RegistrationTarget } from './open-registration.ts';
import { openConfig, saveConfig } from './opened-config.ts';
import type { OperatorOptions, SelectionOptions } from './operator-options.ts';
import { runnerTarget } from './runner-target.ts';
import { sameAddress, selectRunners } from './select-runners.ts';

/** The options of `drydock unregister`. */
export interface UnregisterOptions extends OperatorOptions, SelectionOptions {
  readonly tlsCaFile?: string;
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;
}

/**
 * `drydock unregister`: takes runners away from GitLab, then out of the file. A runner that GitLab would not let go stays in the file. One that the file does not
 * have can be named by its URL and token.
 */
export async function unregister(options: UnregisterOptions, io: Io): Promise<ExitCode> {
  const opened = openConfig(options, io);
  const { runners, log } = opened;
  if (options.allRunners === true) log.warning('Unregistering all runners');
  const { url, token, name } = options;
  const isKnown = runners.some((table) => table.token.reveal() === token && sameAddress(table.url, url ?? ''));
  if (options.allRunners !== true && url !== undefined && token !== undefined && !isKnown) {
    log.hide(token);
    return (await unregisterAt(unknownTarget(options, url, token), log, io)) ? exitCodes.ok : exitCodes.unexpected;
  }
  // A token of the environment is no choice while a name is one.
  const chosen = selectRunners(runners, name === undefined ? options : { name });
  if (chosen.length === 0 && options.allRunners !== true)
    throw new Failure('which runner? Name it by --name, or by --url and --token; --all-runners means all');
  const gone: number[] = [];
  for (const { index, table } of chosen) if (await unregisterAt(runnerTarget(table, opened.file), log, io)) gone.push(index);
  for (const index of gone.toReversed()) opened.text.removeRunner(index);
  if (gone.length > 0) saveConfig(opened);
  if (gone.length === chosen.length) return exitCodes.ok;
  log.error('Failed to unregister runners', { failed: chosen.length - gone.length });
  return exitCodes.unexpected;
}

function unknownTarget({ config, tlsCaFile = '', tlsCertFile = '', tlsKeyFile = '' }: UnregisterOptions, url: string, token: string): RegistrationTarget {
  return { credentials: { url, token: new Sealed(token), tlsCaFile, tlsCertFile, tlsKeyFile }, executor: '', shell: '', configFile: config };
}

/** Whether GitLab let the runner go, which is also said. */
export async function unregisterAt(target: RegistrationTarget, log: Logger, io: Io): Promise<boolean> {
  const token = target.credentials.token.reveal();
  const about = log.with({ runner: shortenToken(token) });
  const { value, refused, fault } = await withRegistration(target, log, io, ({ registration, systemId }) => registration.unregister(token, systemId));
  const outcome = value !== null ? 'succeeded' : refused ? 'forbidden' : 'failed';
  const message = `Unregistering runner from GitLab ${outcome}`;
  if (value !== null) about.info(message);
  else about.error(message, { status: fault?.detail ?? '' });
  return value !== null;
}
