import type { CoordinatorJob, StoredArtifact } from './coordinator-job.ts';
import { refusal, type Call, type Reply } from './exchange.ts';
import { formFile } from './form-file.ts';

/** `POST jobs/:id/artifacts`: a file in the field `file` of a form. */
export function uploadArtifacts(job: CoordinatorJob, call: Call): Reply {
  if (!job.isOpen) return refusal(403, 'Forbidden - Job is not running');
  const file = formFile(call.body, call.headers['content-type'] ?? '');
  if (file === null) return refusal(400, 'Missing artifacts file!');
  const format = call.query.get('artifact_format') ?? 'zip';
  const type = call.query.get('artifact_type') ?? 'archive';
  job.artifacts.push({ ...file, type, format, expireIn: call.query.get('expire_in') ?? '' });
  return { status: 201 };
}

/** `GET jobs/:id/artifacts`: the archive, or with `direct_download` the way to where it is stored, if there is such a place. */
export function downloadArtifacts(job: CoordinatorJob, call: Call, storage: string | null): Reply {
  const archive = archiveOf(job);
  if (archive === null) return refusal(404, 'Not Found');
  if (storage !== null && call.query.get('direct_download') === 'true') {
    return { status: 302, headers: { Location: `${storage}/storage/${String(job.id)}/${encodeURIComponent(archive.filename)}` } };
  }
  return { status: 200, headers: { 'Content-Type': 'application/octet-stream' }, body: archive.bytes };
}

/** The file that later jobs get; null where the job left none. */
export function archiveOf(job: CoordinatorJob): StoredArtifact | null {
  return job.artifacts.findLast(({ type }) => type === 'archive') ?? null;
}
