import type { AutoscalerTable, RunnerTable } from '../gitlab-runner-config.ts';
import type { KeyPath } from '../key-path.ts';

/** An instance executor under check. */
export interface CheckedRunner {
  readonly table: RunnerTable;
  readonly autoscaler: AutoscalerTable;
  /** Where its table is. */
  readonly path: KeyPath;
  /** The value in the file before defaults; undefined where the file says nothing. The path is relative to the runner's table. */
  readonly written: (path: KeyPath) => unknown;
}
