import type { RunnerTable } from '../config/gitlab-runner-config.ts';
import type { JobPayload } from '../coordinator/job-payload.ts';
import type { JobDirectories } from './job-directories.ts';
import type { JobFacts } from './job-facts.ts';
import type { JobSettings } from './job-settings.ts';
import type { JobVariables } from './job-variables.ts';
import type { ShellName } from './shell-name.ts';

/** All that a job's scripts are made of. Holds secrets: never printed. */
export interface ScriptContext {
  readonly payload: JobPayload;
  readonly runner: RunnerTable;
  readonly facts: JobFacts;
  readonly shell: ShellName;
  readonly settings: JobSettings;
  readonly directories: JobDirectories;
  /** Expanded; CI_JOB_STATUS is `running`. */
  readonly variables: JobVariables;
  /** Place of the job on its instance, for GITLAB_RUNNER_SLOT_CGROUP; null before there is one. */
  readonly slot: number | null;
}
