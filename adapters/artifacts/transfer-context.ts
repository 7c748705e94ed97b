import type { CacheStore } from '../cache/cache-store.ts';
import type { JobPayload } from '../coordinator/job-payload.ts';
import type { FeatureFlags } from '../shell/feature-flags.ts';
import type { JobVariables } from '../shell/job-variables.ts';
import type { TransferPace } from './transfer-plan.ts';

/** What the transfers of a job depend on. */
export interface TransferContext {
  readonly payload: JobPayload;
  readonly coordinatorUrl: string;
  /** All variables of the job, expanded. */
  readonly variables: JobVariables;
  readonly featureFlags: FeatureFlags;
  /** Absolute, or below `loginDirectory`. */
  readonly projectDirectory: string;
  /** Likewise. */
  readonly cacheDirectory: string;
  /** CACHE_REQUEST_TIMEOUT, in minutes. */
  readonly cacheRequestTimeout: number;
  /** Null for caches that stay on the instance. */
  readonly cacheStore: CacheStore | null;
  /** Left out for the real runner's. */
  readonly pace?: TransferPace;
}
