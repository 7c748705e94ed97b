import type { JobPlan } from '../../core/job/job-plan.ts';
import type { RunnerTable } from '../config/gitlab-runner-config.ts';
import type { JobPayload } from '../coordinator/job-payload.ts';
import { isAllowedImage } from './allowed-image.ts';
import { isFeatureFlag } from './feature-flags.ts';
import { buildsDirectory, jobDirectories, type DirectoryChoice, type JobDirectories } from './job-directories.ts';
import type { JobFacts } from './job-facts.ts';
import { jobSettings, type CheckedSettings, type JobSettings } from './job-settings.ts';
import { JobVariables, withoutMarks } from './job-variables.ts';
import { planStages } from './plan-stages.ts';
import { flagVariables, jobTimeoutSeconds, variablesAfterJob, variablesBeforeJob, type RunnerVariableSource } from './runner-variables.ts';
import type { ScriptContext } from './script-context.ts';
import { shellName } from './shell-name.ts';
import { shortenToken } from '../logging/shorten-token.ts';
import { stageTimeouts } from './stage-timeouts.ts';

/** A job ready to be run: what the core decides by, and what its scripts are made of. */
export interface PlannedJob {
  readonly plan: JobPlan;
  readonly context: ScriptContext;
  /** What is to be said in the job log before anything else, one warning a line. */
  readonly warnings: readonly string[];
  /** Values that the log must not show, the job's token among them. */
  readonly maskedValues: readonly string[];
}

/**
 * Reads a job's variables and settings and plans its stages. Never fails: what makes a job impossible is its plan's `configurationError`.
 *
 * @remarks Source: peer-runner.md §2; semantics.md §4.3 and §5.
 */
export function planJob(payload: JobPayload, runner: RunnerTable, facts: JobFacts): PlannedJob {
  const checked = preliminarySettings({ payload, runner, facts, directories: placeless(runner) });
  const { settings } = checked;
  const choice = chooseDirectories(payload, runner, facts, checked);
  const directories = 'error' in choice ? placeless(runner) : choice.directories;
  const variables = finalVariables({ payload, runner, facts, directories }, settings);
  const jobTimeout = jobTimeoutSeconds(payload) * 1000;
  const timeouts = stageTimeouts(variables, jobTimeout);
  const shell = shellName(runner.shell);
  const image = payload.image === null ? '' : variables.expand(payload.image.name);
  const context = { payload, runner, facts, shell: shell ?? 'bash', settings, directories, variables, slot: null };
  const plan = {
    image: image === '' ? null : image,
    imageAllowed: image === '' || isAllowedImage(image, runner.instance.allowedImages),
    configurationError: configurationError(context, shell === null, choice),
    timeout: jobTimeout,
    scriptTimeout: timeouts.script,
    afterScriptIgnoreErrors: settings.afterScriptIgnoreErrors,
    stages: planStages({ payload, settings, getSourcesTimeout: sourcesTimeout(runner, jobTimeout), afterScriptTimeout: timeouts.afterScript }),
  };
  const warnings = [...checked.warnings, ...timeouts.warnings, ...directoryWarnings(runner), ...nameWarnings(variables)];
  return { plan, context, warnings, maskedValues: [...new Set([payload.token, ...variables.maskedValues()])].filter((value) => value !== '') };
}

/** Settings come from variables that do not know the job's directory yet, since GIT_CLONE_PATH and GIT_STRATEGY choose it. */
function preliminarySettings(source: RunnerVariableSource): CheckedSettings {
  const { payload, runner } = source;
  const variables = [...variablesBeforeJob(source), ...payload.variables.map(withoutMarks), ...variablesAfterJob(source)];
  return jobSettings({
    variables: new JobVariables(variables).expanded(),
    allowGitFetch: payload.allow_git_fetch,
    gitDepth: payload.git_info.depth,
    debugTraceDisabled: runner.debugTraceDisabled,
    runnerFlags: runner.featureFlags,
  });
}

/** A feature flag is exported as it was decided, whatever the job says of it. */
function finalVariables(source: RunnerVariableSource, { featureFlags }: JobSettings): JobVariables {
  const own = source.payload.variables.filter(({ key }) => !isFeatureFlag(key)).map(withoutMarks);
  return new JobVariables([...flagVariables(featureFlags), ...variablesBeforeJob(source), ...own, ...variablesAfterJob(source)]).expanded();
}

function chooseDirectories(payload: JobPayload, runner: RunnerTable, facts: JobFacts, { settings }: CheckedSettings): DirectoryChoice {
  return jobDirectories({
    buildsDir: runner.buildsDir,
    cacheDir: runner.cacheDir,
    repositoryUrl: payload.git_info.repo_url,
    projectId: payload.job_info.project_id,
    shortToken: shortenToken(runner.token.reveal()),
    concurrentProjectId: facts.concurrentProjectId,
    shared: !(runner.instance.useCommonBuildDir && isOneJobPerMachine(runner)),
    empty: settings.gitStrategy === 'empty',
    clonePath: settings.gitClonePath,
    clonePathAllowed: runner.customBuildDir.enabled,
  });
}

function placeless(runner: RunnerTable): JobDirectories {
  return { builds: buildsDirectory(runner.buildsDir), project: '', temporary: '', cache: '' };
}

function isOneJobPerMachine({ autoscaler }: RunnerTable): boolean {
  return autoscaler !== null && (autoscaler.vmIsolation.enabled || autoscaler.maxUseCount === 1);
}

function configurationError({ settings }: ScriptContext, needsFile: boolean, choice: DirectoryChoice): string | null {
  if ('error' in choice) return choice.error;
  if (needsFile) return "the instance executor doesn't support shells that require a script file";
  if (settings.submoduleStrategy === 'invalid') return 'unknown GIT_SUBMODULE_STRATEGY';
  if (settings.submodulePaths.includes(':(exclude)')) return `GIT_SUBMODULE_PATHS: invalid submodule pathspec ${JSON.stringify(settings.submodulePaths)}`;
  return null;
}

/** `get_sources_timeout`; one that is longer than the job's says nothing. */
function sourcesTimeout(runner: RunnerTable, jobTimeout: number): number {
  return runner.getSourcesTimeout > jobTimeout ? 0 : Math.max(0, runner.getSourcesTimeout);
}

function directoryWarnings(runner: RunnerTable): readonly string[] {
  const ineffective = runner.instance.useCommonBuildDir && !isOneJobPerMachine(runner);
  return ineffective ? ['use_common_build_dir has no effect: requires vm isolation or max_use_count = 1'] : [];
}

function nameWarnings(variables: JobVariables): readonly string[] {
  return variables.unexportable().map((key) => `Variable ${JSON.stringify(key)} is not exported: no shell can hold a variable of that name`);
}
