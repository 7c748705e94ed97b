import type { Manager } from '../../core/manager/manager.ts';
import type { Ticks } from '../../core/time.ts';
import type { MeteredRunner } from './metered-runner.ts';
import type { RunningJob } from './running-job.ts';

/** What metrics and pages read of a running manager, at the moment of the question. */
export interface ManagerView {
  readonly manager: Manager;
  /** In the order of the manager's runners. */
  readonly runners: readonly MeteredRunner[];
  /** The time of the last event, or the present: never earlier. */
  now(): Ticks;
  /** Jobs in hand. */
  jobs(): Iterable<RunningJob>;
}
