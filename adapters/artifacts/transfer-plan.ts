import type { FileSelection } from './file-selection.ts';

/** What every transfer of a job shares. */
export interface TransferSite {
  /** Where the job's files are; `loginDirectory` may be its first character. */
  readonly projectDirectory: string;
  /** How long to wait before what is tried again. */
  readonly pace: TransferPace;
}

/** Seconds to wait between attempts; as many attempts as waits, and one. */
export interface TransferPace {
  /** Between the calls of one attempt, while a server says that it is overloaded. */
  readonly calls: readonly number[];
  /** Between the attempts at an upload that the coordinator refused or did not answer. */
  readonly uploads: readonly number[];
  /** Between the attempts at an upload while the coordinator says 503. */
  readonly unavailable: readonly number[];
  /** Between the attempts at a download, and at everything that a cache's storage is asked for. */
  readonly downloads: readonly number[];
}

/** The coordinator as a transfer reaches it. */
export interface CoordinatorAccess {
  /** Without a trailing slash, and without `/api/v4`. */
  readonly url: string;
}

/** One entry of `artifacts:` on its way up. */
export interface ArtifactUpload {
  readonly jobId: number;
  readonly token: string;
  /** The archive's name without its ending; empty for the default. */
  readonly name: string;
  readonly files: FileSelection;
  /** As the payload has it: `zip`, `gzip`, `raw`; empty for zip. */
  readonly format: string;
  readonly type: string;
  readonly expireIn: string;
}

/** The artifacts of a job that this one needs. */
export interface ArtifactDownload {
  readonly jobId: number;
  /** The other job's. */
  readonly token: string;
  readonly jobName: string;
  /** Whether the coordinator may send to the object storage instead, which the first attempt asks for. */
  readonly direct: boolean;
}

/** A URL that may be used without further credentials, and so is a secret, with the headers that were signed with it. */
export interface PresignedUrl {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An archive of a cache under one of its keys. */
export interface CacheArchive {
  /** The key as the log names it. */
  readonly key: string;
  /** The archive on the instance, from the project directory where that is possible. */
  readonly file: string;
  /** Where the same archive would lie with FF_HASH_CACHE_KEYS the other way round. */
  readonly alternateFile: string;
  readonly download: PresignedUrl | null;
  readonly upload: PresignedUrl | null;
  readonly head: PresignedUrl | null;
}

/** Something to say in the log, in the colour of a notice or of a warning. */
export interface TransferRemark {
  readonly kind: 'remark';
  readonly level: 'notice' | 'warning';
  readonly text: string;
}

/** A cache to restore from the first of its archives that is there. */
export interface CacheRestore {
  readonly kind: 'cache';
  readonly archives: readonly CacheArchive[];
  /** Paths that a failed extraction leaves nothing of; empty unless FF_CLEAN_UP_FAILED_CACHE_EXTRACT is on. */
  readonly cleaned: readonly string[];
}

/** A cache to save. */
export interface CacheSave {
  readonly kind: 'cache';
  readonly archive: CacheArchive;
  readonly files: FileSelection;
  /** Bytes; an archive that is larger stays on the instance. 0 for no limit. */
  readonly largestUpload: number;
}

/** What one stage moves between the instance, the coordinator and the storage of caches. Holds secrets: never printed. */
export type TransferPlan =
  | { readonly kind: 'upload-artifacts'; readonly site: TransferSite; readonly access: CoordinatorAccess; readonly uploads: readonly ArtifactUpload[] }
  | { readonly kind: 'download-artifacts'; readonly site: TransferSite; readonly access: CoordinatorAccess; readonly downloads: readonly ArtifactDownload[] }
  /** `timeout` in minutes. */
  | { readonly kind: 'restore-cache'; readonly site: TransferSite; readonly timeout: number; readonly steps: readonly (TransferRemark | CacheRestore)[] }
  | { readonly kind: 'save-cache'; readonly site: TransferSite; readonly timeout: number; readonly steps: readonly (TransferRemark | CacheSave)[] };
