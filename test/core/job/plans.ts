import type { JobConfig } from '../../../core/config.ts';
import type { JobPlan } from '../../../core/job/job-plan.ts';
import * as stages from '../../../core/job/stages.ts';

const second = 1000;

const known = new Map(
  [
    stages.prepareScript,
    stages.getSources,
    stages.restoreCache,
    stages.downloadArtifacts,
    stages.stepStage('script'),
    stages.stepStage('release'),
    stages.afterScript,
    stages.archiveCache,
    stages.archiveCacheOnFailure,
    stages.uploadArtifactsOnSuccess,
    stages.uploadArtifactsOnFailure,
    stages.cleanupFileVariables,
  ].map((stage) => [stage.name, stage]),
);

/** Every stage that exists, in order. */
export const allStageNames = [...known.keys()];

/** A stage as `name`, `name*attempts` or `name<seconds`. */
export function plannedStage(text: string): stages.PlannedStage {
  const [, name = '', attempts = '1', timeout = '0'] = /^(\w+)(?:\*(\d+))?(?:<(\d+))?$/.exec(text) ?? [];
  const stage = known.get(name);
  if (stage === undefined) throw new Error(`no stage is called ${text}`);
  return { stage, attempts: Number(attempts), timeout: Number(timeout) * second };
}

/** A configuration with the documented defaults, times in milliseconds. */
export function jobConfig(overrides: Partial<JobConfig> = {}): JobConfig {
  return {
    second,
    prepareTimeout: 0,
    instanceAcquireTimeout: 900 * second,
    dialTimeout: 600 * second,
    vmDialTimeout: 600 * second,
    vmIsolation: false,
    vmImage: '',
    allowedImages: [],
    ...overrides,
  };
}

/** A job with a script and nothing else to do, of one hour at most. */
export function jobPlan(overrides: Partial<JobPlan> = {}): JobPlan {
  return {
    image: null,
    imageAllowed: true,
    configurationError: null,
    timeout: 3600 * second,
    scriptTimeout: 0,
    afterScriptIgnoreErrors: true,
    stages: ['prepare_script', 'get_sources', 'step_script', 'cleanup_file_variables'].map(plannedStage),
    ...overrides,
  };
}
