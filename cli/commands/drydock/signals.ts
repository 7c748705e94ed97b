import type { Logger } from '../../../adapters/logging/logger.ts';
import type { ManagerView } from '../../../adapters/metrics/manager-view.ts';

/** What signals ask of a running manager. */
export interface SignalTarget {
  shutDown(mode: 'graceful' | 'forceful'): void;
  reload(): void;
  readonly view: ManagerView;
  readonly log: Logger;
  /** The program ends now, whatever is left. */
  exit(): void;
  /** Whether instances are removed at the end, for what is said. */
  readonly removesInstances: boolean;
  /** Milliseconds. */
  readonly shutdownTimeout: number;
}

/**
 * Listens to signals as gitlab-runner does: SIGQUIT ends after the jobs, SIGTERM and SIGINT with them, the same again or another one at once, SIGHUP reads the configuration anew. Each says what
 * will happen.
 *
 * @returns what stops listening.
 * @remarks Source: ux.md §1.1, commands/multi.go.
 */
export function listenToSignals(target: SignalTarget): () => void {
  let forced = false;
  const graceful = (signal: NodeJS.Signals): void => {
    target.log.warning(
      `${signal}: waiting for ${inHand(target)}${mayComeYet(target)}, no new one is asked for; ${fate(target)}. SIGTERM or SIGINT would ${jobCount(target) === 0 ? 'not wait' : 'stop the jobs'}`,
    );
    target.shutDown('graceful');
  };
  const forceful = (signal: NodeJS.Signals): void => {
    if (forced) {
      target.log.warning(`${signal} again: the program ends at once`);
      target.exit();
      return;
    }
    forced = true;
    const seconds = String(target.shutdownTimeout / 1000);
    target.log.warning(
      `${signal}: stopping ${inHand(target)}, within ${seconds} s; ${fate(target)}. The same signal again ends the program at once; SIGQUIT would have waited for the jobs`,
    );
    target.shutDown('forceful');
  };
  const reload = (): void => {
    target.reload();
  };
  process.on('SIGQUIT', graceful).on('SIGTERM', forceful).on('SIGINT', forceful).on('SIGHUP', reload);
  return () => {
    process.off('SIGQUIT', graceful).off('SIGTERM', forceful).off('SIGINT', forceful).off('SIGHUP', reload);
  };
}

function jobCount({ view }: SignalTarget): number {
  return view.manager.runners.reduce((sum, runner) => sum + runner.jobCount, 0);
}

function inHand(target: SignalTarget): string {
  const jobs = jobCount(target);
  return jobs === 1 ? '1 job' : `${String(jobs)} jobs`;
}

function mayComeYet({ view }: SignalTarget): string {
  return view.manager.runners.some(({ requestCount }) => requestCount > 0) ? ' and, for a minute at most, what GitLab may have given to an open request' : '';
}

function fate({ view, removesInstances }: SignalTarget): string {
  const instances = view.manager.runners.reduce((sum, { scaler }) => sum + scaler.provisioner.knownCount, 0);
  const what = instances === 1 ? '1 instance' : `${String(instances)} instances`;
  return removesInstances ? `then ${what} will be removed` : `${what} will be left running (delete_instances_on_shutdown is false)`;
}
