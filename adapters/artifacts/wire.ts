import { posix } from 'node:path';
import type { ArtifactUpload, CoordinatorAccess, PresignedUrl } from './transfer-plan.ts';

/**
 * The name that an archive is uploaded under.
 *
 * @remarks Source: peer-runner.md §2.2; an unnamed one is called `artifacts`, and one named like a directory `default`.
 */
export function archiveName({ name, format }: Pick<ArtifactUpload, 'name' | 'format'>): string {
  const last = posix.basename(name === '' ? 'artifacts' : name);
  const stem = last === '' || last === '.' ? 'default' : last;
  if (format === 'raw') return stem;
  return `${stem}.${format === 'gzip' ? 'gz' : 'zip'}`;
}

/** The address of a job's artifacts; with what the coordinator is to know of an upload. */
export function artifactUrl({ url }: CoordinatorAccess, jobId: number, upload?: Pick<ArtifactUpload, 'format' | 'type' | 'expireIn'>): string {
  const address = `${url}/api/v4/jobs/${String(jobId)}/artifacts`;
  if (upload === undefined) return address;
  const query = new URLSearchParams();
  if (upload.format !== '') query.set('artifact_format', upload.format);
  if (upload.type !== '') query.set('artifact_type', upload.type);
  if (upload.expireIn !== '') query.set('expire_in', upload.expireIn);
  return query.size > 0 ? `${address}?${query.toString()}` : address;
}

/** How the log speaks of an upload. */
export function uploadLabel({ type }: Pick<ArtifactUpload, 'type'>): string {
  return type === '' ? 'Uploading artifacts to coordinator...' : `Uploading artifacts as "${type}" to coordinator...`;
}

/** A signed address without its signature, for the log; empty for none. */
export function shownUrl(presigned: PresignedUrl | null): string {
  return presigned?.url.replace(/\?.*$/s, '') ?? '';
}
