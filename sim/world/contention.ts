import type { JobRun } from './job-run.ts';

/**
 * How much jobs on one instance slow each other down. Each goes at the pace that its neighbours leave it at that moment, whether its machine runs or it is
 * folded into its end.
 */
export class Contention {
  readonly #perExtraJob: number;

  /** @param perExtraJob extra run time of a job for each other job on its instance, as a share of its own. */
  constructor(perExtraJob: number) {
    this.#perExtraJob = perExtraJob;
  }

  /** Whether jobs that share an instance notice each other at all. */
  get isFelt(): boolean {
    return this.#perExtraJob > 0;
  }

  /** A script that takes `work` alone begins at `at`, which may still be to come: says how long it takes beside the neighbours of now. */
  begin(run: JobRun, work: number, at: number): void {
    run.workLeft = work;
    run.progressAt = at;
    run.slowdown = this.#slowdown(run);
    run.stages[0] = Math.round(work * run.slowdown);
  }

  /** The number of jobs on the run's instance has changed: its script ends earlier or later. False when it goes on at its pace. */
  repace(run: JobRun, now: number): boolean {
    const slowdown = this.#slowdown(run);
    if (slowdown === run.slowdown) return false;
    const from = Math.max(now, run.progressAt);
    run.workLeft = Math.max(0, run.workLeft - (from - run.progressAt) / run.slowdown);
    run.progressAt = from;
    run.slowdown = slowdown;
    run.stages[0] = from - run.firstStageAt + Math.round(run.workLeft * slowdown);
    return true;
  }

  #slowdown({ cloud }: JobRun): number {
    return 1 + this.#perExtraJob * ((cloud?.jobCount ?? 1) - 1);
  }
}
