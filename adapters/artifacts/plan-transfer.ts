import { restoreSteps, saveSteps } from '../cache/cache-steps.ts';
import { fileSelection } from './file-selection.ts';
import type { TransferContext } from './transfer-context.ts';
import type { ArtifactDownload, ArtifactUpload, TransferPace, TransferPlan } from './transfer-plan.ts';

/** The real runner's waits. */
const defaultPace: TransferPace = { calls: [0.1, 0.2, 0.4, 0.8], uploads: [1, 2], unavailable: [1, 2, 4, 5, 5], downloads: [1, 1] };

/**
 * What the stage of that name moves, signed addresses included; null where it has nothing to do and is skipped without a section. A stage that moves no
 * files has none either.
 *
 * @remarks Source: peer-runner.md §2, §2.2.
 */
export async function planTransfer(stage: string, context: TransferContext): Promise<TransferPlan | null> {
  const site = { projectDirectory: context.projectDirectory, pace: context.pace ?? defaultPace };
  const access = { url: context.coordinatorUrl.replace(/\/+$/, '').replace(/\/ci$/, '') };
  switch (stage) {
    case 'download_artifacts': {
      const downloads = dependencies(context);
      return downloads.length > 0 ? { kind: 'download-artifacts', site, access, downloads } : null;
    }
    case 'upload_artifacts_on_success':
    case 'upload_artifacts_on_failure': {
      const uploads = artifacts(context, stage === 'upload_artifacts_on_success');
      return uploads.length > 0 ? { kind: 'upload-artifacts', site, access, uploads } : null;
    }
    case 'restore_cache': {
      const steps = await restoreSteps(context);
      return steps === null ? null : { kind: 'restore-cache', site, timeout: context.cacheRequestTimeout, steps };
    }
    case 'archive_cache':
    case 'archive_cache_on_failure': {
      const steps = await saveSteps(context, stage === 'archive_cache');
      return steps === null ? null : { kind: 'save-cache', site, timeout: context.cacheRequestTimeout, steps };
    }
    default:
      return null;
  }
}

function dependencies({ payload, featureFlags }: TransferContext): ArtifactDownload[] {
  const direct = featureFlags.get('FF_USE_DIRECT_DOWNLOAD') ?? true;
  return payload.dependencies
    .filter(({ artifacts_file: file }) => file !== null && file.filename !== '')
    .map(({ id, token, name }) => ({ jobId: id, token, jobName: name, direct }));
}

function artifacts(context: TransferContext, succeeded: boolean): ArtifactUpload[] {
  const { payload, variables } = context;
  return payload.artifacts
    .filter(({ when }) => when === 'always' || (when === 'on_failure') !== succeeded)
    .map((entry) => ({
      jobId: payload.id,
      token: payload.token,
      name: variables.expand(entry.name),
      files: fileSelection(entry, context),
      format: entry.artifact_format,
      type: entry.artifact_type,
      expireIn: variables.expand(entry.expire_in),
    }))
    .filter(({ files }) => files.untracked || files.paths.length > 0);
}
