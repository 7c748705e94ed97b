import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { fileSelection } from '../artifacts/file-selection.ts';
import type { TransferContext } from '../artifacts/transfer-context.ts';
import type { CacheArchive, CacheRestore, CacheSave, PresignedUrl, TransferRemark } from '../artifacts/transfer-plan.ts';
import type { JobCache } from '../coordinator/job-payload.ts';
import { loginDirectory } from '../shell/login-directory.ts';
import { sanitizedKey } from './sanitized-key.ts';

const remark = (level: TransferRemark['level'], text: string): TransferRemark => ({ kind: 'remark', level, text });

/**
 * What is done to restore a job's caches, in order; null when the job has none, which is when the stage is skipped. A key that cannot be used costs its
 * cache alone.
 *
 * @remarks Source: peer-runner.md §2.1 (cache), GitLab's keyword reference (`cache:`, `cache:fallback_keys`, CACHE_FALLBACK_KEY).
 */
export async function restoreSteps(context: TransferContext): Promise<readonly (TransferRemark | CacheRestore)[] | null> {
  const steps: (TransferRemark | CacheRestore)[] = [];
  const caches = context.payload.cache.filter(hasFiles);
  for (const cache of caches) steps.push(...(await restoreOne(cache, context)));
  return caches.length > 0 ? steps : null;
}

/** The same for saving them after the script has succeeded, or failed. */
export async function saveSteps(context: TransferContext, succeeded: boolean): Promise<readonly (TransferRemark | CacheSave)[] | null> {
  const steps: (TransferRemark | CacheSave)[] = [];
  const caches = context.payload.cache.filter(({ when }) => when === 'always' || (when === 'on_failure') !== succeeded).filter(hasFiles);
  for (const cache of caches) steps.push(...(await saveOne(cache, context)));
  return caches.length > 0 ? steps : null;
}

function hasFiles({ paths, untracked }: JobCache): boolean {
  return untracked || paths.length > 0;
}

async function restoreOne(cache: JobCache, context: TransferContext): Promise<(TransferRemark | CacheRestore)[]> {
  const { variables, featureFlags } = context;
  const { remarks, key } = usableKey(ownKey(cache, context), context, 'extraction');
  if (key === null) return remarks;
  if (policyOf(cache, context) === 'push') return [...remarks, remark('notice', `Not downloading cache ${key} due to policy`)];
  const keys = [key];
  for (const text of cache.fallback_keys.map((fallback) => variables.expand(fallback)).filter((fallback) => fallback !== '')) {
    const fallback = usableKey(text, context, 'extraction');
    remarks.push(...fallback.remarks);
    if (fallback.key !== null) keys.push(fallback.key);
  }
  const shared = sharedFallback(context);
  remarks.push(...shared.remarks);
  if (shared.key !== null) keys.push(shared.key);
  const archives = await Promise.all(keys.map((one) => archiveOf(one, context, 'download')));
  const cleaned = featureFlags.get('FF_CLEAN_UP_FAILED_CACHE_EXTRACT') === true ? cache.paths.map((path) => variables.expand(path)) : [];
  return [...remarks, { kind: 'cache', archives, cleaned }];
}

async function saveOne(cache: JobCache, context: TransferContext): Promise<(TransferRemark | CacheSave)[]> {
  const { remarks, key } = usableKey(ownKey(cache, context), context, 'archiving');
  if (key === null) return remarks;
  if (policyOf(cache, context) === 'pull') return [...remarks, remark('notice', `Not uploading cache ${key} due to policy`)];
  const archive = await archiveOf(key, context, 'upload');
  return [...remarks, { kind: 'cache', archive, files: fileSelection(cache, context), largestUpload: context.cacheStore?.largestUpload ?? 0 }];
}

function policyOf({ policy }: JobCache, { variables }: TransferContext): string {
  return variables.expand(policy);
}

/** The key that the job gives, or its name and branch. */
function ownKey({ key }: JobCache, { payload, variables }: TransferContext): string {
  return key === '' ? posix.join('/', payload.job_info.name, payload.git_info.ref).slice(1) : variables.expand(key);
}

interface UsableKey {
  readonly remarks: TransferRemark[];
  readonly key: string | null;
}

function usableKey(raw: string, { featureFlags }: TransferContext, action: 'extraction' | 'archiving'): UsableKey {
  const key = featureFlags.get('FF_HASH_CACHE_KEYS') === true ? raw : sanitizedKey(raw);
  const remarks: TransferRemark[] = [];
  if (key === null && raw !== '') remarks.push(remark('warning', `cache key ${JSON.stringify(raw)} could not be sanitized`));
  if (key !== null && key !== raw) remarks.push(remark('warning', `cache key ${JSON.stringify(raw)} sanitized to ${JSON.stringify(key)}`));
  if (key !== null && key !== '') return { remarks, key };
  return { remarks: [...remarks, remark('notice', `Skipping cache ${action} due to empty cache key`)], key: null };
}

/** CACHE_FALLBACK_KEY, which any job could set, must not reach the caches of protected branches. */
function sharedFallback(context: TransferContext): UsableKey {
  const raw = context.variables.value('CACHE_FALLBACK_KEY');
  if (raw === '') return { remarks: [], key: null };
  const found = usableKey(raw, context, 'extraction');
  if (found.key === null || !found.key.replace(/[. ]+$/, '').endsWith('-protected')) return found;
  return { remarks: [remark('warning', `CACHE_FALLBACK_KEY ${JSON.stringify(found.key)} not allowed to end in "-protected"`)], key: null };
}

async function archiveOf(key: string, context: TransferContext, direction: 'download' | 'upload'): Promise<CacheArchive> {
  const { cacheStore: store, featureFlags } = context;
  const hashing = featureFlags.get('FF_HASH_CACHE_KEYS') === true;
  const hash = createHash('sha256').update(key).digest('hex');
  const object = objectName(hashing ? hash : key, hashing, context);
  const sign = async (urlOf: () => Promise<PresignedUrl>): Promise<PresignedUrl | null> => (store === null || object === null ? null : urlOf());
  const lifetime = context.payload.runner_info.timeout * 1000;
  return {
    key,
    file: archiveFile(hashing ? hash : key, context),
    alternateFile: archiveFile(hashing ? key : hash, context),
    download: direction === 'download' ? await sign(() => store!.download(object!, lifetime)) : null,
    upload: direction === 'upload' ? await sign(() => store!.upload(object!, lifetime, { cachekey: key })) : null,
    head: await sign(() => store!.head(object!, lifetime)),
  };
}

/** From the project directory where both lie below the same root, so that the log names no path of the instance. */
function archiveFile(key: string, { cacheDirectory, projectDirectory }: TransferContext): string {
  const file = posix.join(cacheDirectory, key, 'cache.zip');
  const comparable = [loginDirectory, '/'].some((root) => file.startsWith(root) && projectDirectory.startsWith(root));
  return comparable ? posix.relative(projectDirectory.replace(loginDirectory, '/'), file.replace(loginDirectory, '/')) : file;
}

/**
 * The name of an object in the storage. Runners have places of their own unless the cache is shared.
 *
 * @remarks Source: docs of `[runners.cache]`: `path`, `Shared`; sharding by the first two digits of a hashed key.
 */
function objectName(key: string, sharded: boolean, { cacheStore, payload }: TransferContext): string | null {
  if (cacheStore === null) return null;
  const base = posix.join(cacheStore.prefix, 'project', String(payload.job_info.project_id));
  const name = posix.join(base, sharded ? key.slice(0, 2) : '', key);
  return name.startsWith(`${base}/`) ? name.replace(/^\/+/, '') : null;
}
