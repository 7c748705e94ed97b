import type { ConfigSource } from './config-source.ts';
import type { ConfigOf } from './key-spec.ts';
import type { autoscalerKeys } from './keys/autoscaler-keys.ts';
import type { cacheKeys } from './keys/cache-keys.ts';
import type { connectorKeys } from './keys/connector-keys.ts';
import type { globalKeys } from './keys/global-keys.ts';
import type { policyKeys } from './keys/policy-keys.ts';
import type { runnerKeys } from './keys/runner-keys.ts';

/** A `[[runners]]` table with every default filled in. */
export type RunnerTable = ConfigOf<typeof runnerKeys>;

/** A `[runners.autoscaler]` table with every default filled in. */
export type AutoscalerTable = ConfigOf<typeof autoscalerKeys>;

/** A `[[runners.autoscaler.policy]]` table with every default filled in. */
export type PolicyTable = ConfigOf<typeof policyKeys>;

/** A `[runners.cache]` table with every default filled in. */
export type CacheTable = ConfigOf<typeof cacheKeys>;

/** A `connector_config` table with every default filled in. */
export type ConnectorTable = ConfigOf<typeof connectorKeys>;

/** A `config.toml` with every default filled in: names in camel case, times in integer milliseconds, secrets sealed. */
export type GitlabRunnerConfig = ConfigOf<typeof globalKeys> & {
  /** Where it was read from, for findings that come up later. */
  readonly source: ConfigSource;
};
