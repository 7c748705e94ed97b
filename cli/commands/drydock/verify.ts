import { shortenToken } from '../../../adapters/logging/shorten-token.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../io.ts';
import { withRegistration } from './open-registration.ts';
import { openConfig, saveConfig } from './opened-config.ts';
import type { OperatorOptions, SelectionOptions } from './operator-options.ts';
import { runnerTarget } from './runner-target.ts';
import { selectRunners, type SelectedRunner } from './select-runners.ts';

/** The options of `drydock verify`. */
export interface VerifyOptions extends OperatorOptions, SelectionOptions {
  readonly delete?: boolean;
}

/** `drydock verify`: asks GitLab after each runner; with `--delete` takes those out of the file that GitLab says are gone. A call that failed says nothing of the runner. */
export async function verify(options: VerifyOptions, io: Io): Promise<ExitCode> {
  const opened = openConfig(options, io);
  const { runners, log } = opened;
  const chosen = selectRunners(runners, options);
  const asked = chosen.length > 0 ? chosen : selectRunners(runners, { allRunners: true });
  if (asked.length === 0) log.warning('No runner is configured', { ConfigFile: opened.file });
  const removed: SelectedRunner[] = [];
  let failedCount = 0;
  for (const selected of asked) {
    const { table } = selected;
    const about = log.with({ runner: shortenToken(table.token.reveal()) });
    const { value, refused, fault } = await withRegistration(runnerTarget(table, opened.file), log, io, ({ registration, systemId, info }) =>
      registration.verify(table.token.reveal(), systemId, info),
    );
    if (value !== null) about.info('Verifying runner... is alive');
    else if (refused) {
      removed.push(selected);
      about.error('Verifying runner... is removed', { status: '403 Forbidden' });
    } else {
      failedCount++;
      about.error('Verifying runner... failed', { status: fault?.detail ?? '' });
    }
  }
  if (options.delete === true && removed.length > 0) {
    for (const { index } of removed.toReversed()) opened.text.removeRunner(index);
    saveConfig(opened);
    return failedCount > 0 ? exitCodes.unexpected : exitCodes.ok;
  }
  if (failedCount + removed.length === 0) return exitCodes.ok;
  log.log('fatal', 'Failed to verify runners');
  return exitCodes.unexpected;
}
