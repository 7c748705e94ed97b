import * as stages from '../../core/job/stages.ts';
import type { PlannedStage, Stage } from '../../core/job/stages.ts';
import type { JobArtifacts, JobCache, JobPayload } from '../coordinator/job-payload.ts';
import type { JobSettings } from './job-settings.ts';

/** What the stages of a job follow from. Times in milliseconds. */
export interface StageSource {
  readonly payload: JobPayload;
  readonly settings: JobSettings;
  /** 0 for the job's own. */
  readonly getSourcesTimeout: number;
  /** 0 for the job's own. */
  readonly afterScriptTimeout: number;
}

/**
 * The stages that a job has something to do for. What success and failure would save stands side by side; which of the two runs is decided when its turn comes.
 *
 * @remarks Source: peer-runner.md §2.
 */
export function planStages(source: StageSource): readonly PlannedStage[] {
  const { payload, settings } = source;
  const steps = payload.steps.filter((step) => step.name !== 'after_script');
  const afterScript = payload.steps.some((step) => step.name === 'after_script' && step.script.length > 0);
  return [
    planned(stages.prepareScript),
    planned(stages.getSources, settings.getSourcesAttempts, source.getSourcesTimeout),
    ...plannedIf(payload.cache.some(hasContent), stages.restoreCache, settings.restoreCacheAttempts),
    ...plannedIf(hasDependencies(payload), stages.downloadArtifacts, settings.artifactDownloadAttempts),
    ...steps.map((step) => planned(stages.stepStage(step.name.toLowerCase()))),
    ...(afterScript ? [planned(stages.afterScript, 1, source.afterScriptTimeout)] : []),
    ...plannedIf(
      payload.cache.some((cache) => hasContent(cache) && savedOn(cache, 'on_success')),
      stages.archiveCache,
    ),
    ...plannedIf(
      payload.cache.some((cache) => hasContent(cache) && savedOn(cache, 'on_failure')),
      stages.archiveCacheOnFailure,
    ),
    ...plannedIf(
      payload.artifacts.some((entry) => isUploaded(entry, 'on_success')),
      stages.uploadArtifactsOnSuccess,
    ),
    ...plannedIf(
      payload.artifacts.some((entry) => isUploaded(entry, 'on_failure')),
      stages.uploadArtifactsOnFailure,
    ),
    planned(stages.cleanupFileVariables),
  ];
}

function planned(stage: Stage, attempts = 1, timeout = 0): PlannedStage {
  return { stage, attempts, timeout };
}

function plannedIf(needed: boolean, stage: Stage, attempts = 1): readonly PlannedStage[] {
  return needed ? [planned(stage, attempts)] : [];
}

function hasDependencies(payload: JobPayload): boolean {
  return payload.dependencies.some((dependency) => dependency.artifacts_file !== null && dependency.artifacts_file.filename !== '');
}

function hasContent(cache: JobCache): boolean {
  return cache.paths.length > 0 || cache.untracked;
}

function isUploaded(entry: JobArtifacts, outcome: 'on_success' | 'on_failure'): boolean {
  return (entry.paths.length > 0 || entry.exclude.length > 0 || entry.untracked) && savedOn(entry, outcome);
}

function savedOn(entry: JobCache | JobArtifacts, outcome: 'on_success' | 'on_failure'): boolean {
  return entry.when === 'always' || (entry.when === '' ? 'on_success' : entry.when) === outcome;
}
