import type { JobStatus } from '../../core/job/job-effect.ts';
import type { JobVariable } from '../coordinator/job-payload.ts';
import { jobFiles } from './job-files.ts';
import type { ScriptContext } from './script-context.ts';
import type { ShellWriter } from './shell-writer.ts';

/** How a stage wants its environment. */
export interface EnvironmentOptions {
  readonly status: JobStatus;
  /** Whether file variables are written again: a job may have changed them. The clean-up only needs their paths. */
  readonly files: 'written' | 'named';
}

/**
 * Exports the variables of a job, writes its file variables, and takes over what an earlier stage left in GITLAB_ENV.
 *
 * @remarks Source: peer-runner.md §2.1.
 */
export function writeEnvironment(writer: ShellWriter, context: ScriptContext, options: EnvironmentOptions): void {
  const { variables, directories, settings } = context;
  const files = jobFiles(context);
  writer.makeDirectory(directories.temporary);
  for (const variable of [...variables.exportable(), ...slotVariables(context)]) {
    const path = `${directories.temporary}/${variable.key}`;
    if (variable.file && options.files === 'written') writer.writeFile(path, variable.value);
    writer.exportVariable(variable.key, variable.file ? path : variable.key === 'CI_JOB_STATUS' ? options.status : variable.value);
  }
  writer.exportVariable('GITLAB_ENV', files.environment);
  writer.importEnvironment(files.environment);
  if (settings.featureFlags.get('FF_GIT_URLS_WITHOUT_TOKENS') === true) writer.exportVariable('GIT_CONFIG_GLOBAL', files.globalGitConfig);
}

/** The control group that is the job's by its slot. */
function slotVariables({ runner, slot }: ScriptContext): Pick<JobVariable, 'key' | 'value' | 'file'>[] {
  if (!runner.useSlotCgroups || slot === null) return [];
  return [{ key: 'GITLAB_RUNNER_SLOT_CGROUP', value: runner.slotCgroupTemplate.replaceAll('${slot}', String(slot)), file: false }];
}
