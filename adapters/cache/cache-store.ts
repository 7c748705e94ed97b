import type { PresignedUrl } from '../artifacts/transfer-plan.ts';

/** Where caches are kept beside the instances: an object storage for which the manager signs URLs, so that no instance has its keys. */
export interface CacheStore {
  /** What the names of all objects of the runner begin with, without a slash at the end; may be empty. */
  readonly prefix: string;
  /** Bytes; 0 for no limit. */
  readonly largestUpload: number;
  /** With it an object is fetched. A URL holds for `lifetime` milliseconds, at most as long as the storage admits. */
  download(object: string, lifetime: number): Promise<PresignedUrl>;
  /** With it is asked whether an object is there. */
  head(object: string, lifetime: number): Promise<PresignedUrl>;
  /** With it an object is written; `metadata` is kept beside it where the storage can. */
  upload(object: string, lifetime: number, metadata: Readonly<Record<string, string>>): Promise<PresignedUrl>;
}
