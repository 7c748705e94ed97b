import type { RunnerIndex } from '../../core/ids.ts';
import type { Ticks } from '../../core/time.ts';

/** A job in hand as metrics and pages show it. */
export interface RunningJob {
  readonly runner: RunnerIndex;
  readonly id: number;
  /** The job's page in GitLab. */
  readonly url: string;
  readonly state: 'pending' | 'running' | 'success' | 'failed' | 'canceled' | 'terminated' | 'timedout';
  /** The stage in progress: `prepare_executor`, `get_sources`, `step_script`… */
  readonly stage: string;
  readonly executorStage: 'created' | 'prepare' | 'instance_run' | 'finish' | 'cleanup';
  readonly receivedAt: Ticks;
  /** The instance that it was given; null while it waits for one. */
  readonly instance: string | null;
}
