import type { Ticks } from '../time.ts';

/** The group of a stage: what runs, and what a failure means, depends on it alone. */
export type StageKind = 'prepare' | 'sources' | 'input' | 'script' | 'after-script' | 'cache' | 'artifacts' | 'cleanup';

/**
 * One stage of a job: a script that the runner sends over the connection in one session.
 *
 * @remarks Source: peer-runner.md §2.
 */
export interface Stage {
  /** GitLab's name, which is also that of the section in the job log. */
  readonly name: string;
  readonly kind: StageKind;
  /** Whether it runs depends on how the job stands when its turn comes. */
  readonly when: 'always' | 'on-success' | 'on-failure';
  /** Headline in the job log. */
  readonly title: string;
}

/** A stage that a job has something to do for. */
export interface PlannedStage {
  readonly stage: Stage;
  /** Runs in all, 5 s apart, before a failure counts: GET_SOURCES_ATTEMPTS, RESTORE_CACHE_ATTEMPTS, ARTIFACT_DOWNLOAD_ATTEMPTS. */
  readonly attempts: number;
  /** Longest time of one run; 0 for the job's own time-out. */
  readonly timeout: Ticks;
}

const stage = (name: string, kind: StageKind, when: Stage['when'], title: string): Stage => ({ name, kind, when, title });

/** Says where the job runs and clears what an earlier one left; its failure is the system's, not the job's. */
export const prepareScript = stage('prepare_script', 'prepare', 'always', 'Preparing environment');
/** Fetches the commit; the only stage whose retry begins with a clean worktree. */
export const getSources = stage('get_sources', 'sources', 'always', 'Getting source from Git repository');
/** Restores the caches; tried RESTORE_CACHE_ATTEMPTS times. */
export const restoreCache = stage('restore_cache', 'input', 'always', 'Restoring cache');
/** Downloads the artifacts of the jobs that this one depends on; tried ARTIFACT_DOWNLOAD_ATTEMPTS times. */
export const downloadArtifacts = stage('download_artifacts', 'input', 'always', 'Downloading artifacts');
/** Runs whether the script succeeded or not, under a time-out of its own, and by default without effect on the outcome. */
export const afterScript = stage('after_script', 'after-script', 'always', 'Running after_script');
/** Saves the caches of a job that has succeeded so far. */
export const archiveCache = stage('archive_cache', 'cache', 'on-success', 'Saving cache for successful job');
/** Saves the caches of a job that has failed, where `cache:when` asks for it. */
export const archiveCacheOnFailure = stage('archive_cache_on_failure', 'cache', 'on-failure', 'Saving cache for failed job');
/** Uploads the artifacts of a job that has succeeded so far. */
export const uploadArtifactsOnSuccess = stage('upload_artifacts_on_success', 'artifacts', 'on-success', 'Uploading artifacts for successful job');
/** Uploads the artifacts of a job that has failed, where `artifacts:when` asks for it. */
export const uploadArtifactsOnFailure = stage('upload_artifacts_on_failure', 'artifacts', 'on-failure', 'Uploading artifacts for failed job');
/** Removes what the job's variables left on the disk; the last stage, whose failure changes nothing. */
export const cleanupFileVariables = stage('cleanup_file_variables', 'cleanup', 'always', 'Cleaning up project directory and file based variables');

/** Runs between two attempts at `get_sources` and belongs to no plan. */
export const clearWorktree = stage('clear_worktree', 'sources', 'always', 'Deleting all tracked and untracked files due to source fetch failure');

/** The stage of a job's step: `step_script`, `step_release`. */
export function stepStage(step: string): Stage {
  return stage(`step_${step}`, 'script', 'always', `Executing "step_${step}" stage of the job script`);
}
