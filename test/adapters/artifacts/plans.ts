import { fileSelection } from '../../../adapters/artifacts/file-selection.ts';
import type { FileSelection } from '../../../adapters/artifacts/file-selection.ts';
import type { ArtifactDownload, ArtifactUpload, TransferPace, TransferPlan } from '../../../adapters/artifacts/transfer-plan.ts';
import { JobVariables } from '../../../adapters/shell/job-variables.ts';

export const jobToken = 'glcbt-64_jobtok1000secretsecret';

/** As many attempts as the real runner makes, without its patience. */
export const hurried: TransferPace = {
  calls: [0.001, 0.001, 0.001, 0.001],
  uploads: [0.001, 0.001],
  unavailable: [0.001, 0.001, 0.001, 0.001, 0.001],
  downloads: [0.001, 0.001],
};

/** A selection in a project directory. */
export function selected(project: string, paths: readonly string[], exclude: readonly string[] = [], untracked = false): FileSelection {
  return fileSelection({ paths, exclude, untracked }, { variables: new JobVariables([]), projectDirectory: project });
}

/** A plan that uploads; what an entry leaves out is that of a zip archive. */
export function uploadPlan(url: string, project: string, uploads: readonly (Partial<ArtifactUpload> & Pick<ArtifactUpload, 'files'>)[]): TransferPlan {
  const common = { jobId: 1000, token: jobToken, name: 'bundle', format: 'zip', type: 'archive', expireIn: '' };
  return {
    kind: 'upload-artifacts',
    site: { projectDirectory: project, pace: hurried },
    access: { url },
    uploads: uploads.map((upload) => ({ ...common, ...upload })),
  };
}

/** A plan that downloads the artifacts of one job. */
export function downloadPlan(url: string, project: string, download: Partial<ArtifactDownload> = {}): TransferPlan {
  const common = { jobId: 1000, token: jobToken, jobName: '40-artifacts-upload', direct: true };
  return { kind: 'download-artifacts', site: { projectDirectory: project, pace: hurried }, access: { url }, downloads: [{ ...common, ...download }] };
}
