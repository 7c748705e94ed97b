import type { WritableValue } from '../../../adapters/config/toml-value.ts';
import type { RegisteredRunner } from '../../../adapters/coordinator/registration.ts';
import { shortenToken } from '../../../adapters/logging/shorten-token.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { Failure } from './failure.ts';
import { withRegistration } from './open-registration.ts';
import { openConfig, saveConfig } from './opened-config.ts';
import type { OperatorOptions, SelectionOptions } from './operator-options.ts';
import { runnerTarget } from './runner-target.ts';
import { selectRunners } from './select-runners.ts';
import { tokenValues } from './token-values.ts';

/** The options of `drydock reset-token`. */
export interface ResetTokenOptions extends OperatorOptions, SelectionOptions {
  readonly pat?: string;
}

/** `drydock reset-token`: exchanges tokens for new ones and writes each into the file as soon as it is there, since the old one is worthless from then on. */
export async function resetToken(options: ResetTokenOptions, io: Io): Promise<ExitCode> {
  const opened = openConfig(options, io);
  const { runners, log } = opened;
  if (options.pat !== undefined) log.hide(options.pat);
  if (options.allRunners === true) log.warning('Resetting all runner authentication tokens');
  const chosen = selectRunners(runners, options);
  if (chosen.length === 0 && options.allRunners !== true) throw new Failure('which runner? Name it by --name, --url or --id; --all-runners means all');
  let failedCount = 0;
  for (const { index, table } of chosen) {
    const old = table.token.reveal();
    const about = log.with({ runner: shortenToken(old) });
    const { value, fault } = await withRegistration(runnerTarget(table, opened.file), log, io, ({ registration }) =>
      options.pat === undefined ? registration.resetToken(old) : registration.resetTokenOf(table.id, options.pat),
    );
    if (value === null) {
      failedCount++;
      about.error('Resetting runner authentication token... failed', { status: fault?.detail ?? '' });
      continue;
    }
    log.hide(value.token.reveal());
    opened.text.setRunner(index, newValues(value));
    saveConfig(opened);
    about.info('Resetting runner authentication token... succeeded', { 'new-token': shortenToken(value.token.reveal()) });
  }
  return failedCount === 0 ? exitCodes.ok : exitCodes.unexpected;
}

function newValues(runner: RegisteredRunner): Readonly<Record<string, WritableValue>> {
  return { token: runner.token.reveal(), ...tokenValues(runner) };
}
