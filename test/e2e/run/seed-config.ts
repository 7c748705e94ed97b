import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify, type JsonMap } from '@iarna/toml';
import { root } from '../../house/repository.ts';

/** One of the two configurations for AWS in the page of the instance executor. */
export type SeedName = 'aws-one-job' | 'aws-five-jobs';

/** What is said otherwise than in the page, table by table. */
export interface ConfigChanges {
  readonly top?: JsonMap;
  readonly runner?: JsonMap;
  readonly autoscaler?: JsonMap;
  readonly plugin?: JsonMap;
  readonly connector?: JsonMap;
  /** In place of the page's one policy: each of these over it. */
  readonly policies?: readonly JsonMap[];
}

/** What stands in place of the page's GitLab and the page's cloud. */
export interface SeedPlace {
  readonly url: string;
  readonly token: string;
  /** Of this runner alone. */
  readonly tag: string;
  readonly group: string;
  /** Range of loopback addresses. */
  readonly addresses: string;
}

// A machine that is made in half a second is looked for more often than one of a cloud.
const quick = { update_interval: '1s', update_interval_when_expecting: '200ms', shutdown_deletion_interval: '200ms' };

/** The page's configuration, with the docker plugin in place of the cloud and each place as a runner of its own. */
export function seedConfig(seed: SeedName, places: readonly SeedPlace[], changes: ConfigChanges = {}): string {
  const { runners, ...top } = parse(readFileSync(join(root, 'scenarios/config', `${seed}.toml`), 'utf8')) as { runners: [JsonMap] } & JsonMap;
  const table = { ...top, check_interval: 1, listen_address: '127.0.0.1:0', ...changes.top };
  return stringify({ ...table, runners: places.map((place) => runnerTable(runners[0], place, changes)) });
}

function runnerTable(
  seed: JsonMap,
  { url, token, group, addresses }: SeedPlace,
  { runner, autoscaler, plugin, connector, policies = [{}] }: ConfigChanges,
): JsonMap {
  const { policy, ...own } = seed['autoscaler'] as { policy: [JsonMap] } & JsonMap;
  return {
    ...seed,
    name: `${seed['name'] as string} ${group}`,
    url,
    token,
    ...runner,
    autoscaler: {
      ...own,
      ...quick,
      plugin: 'docker',
      ...autoscaler,
      plugin_config: { name: group, network: 'host', addresses, ...plugin },
      connector_config: { ...connector },
      policy: policies.map((changed) => ({ ...policy[0], ...changed })),
    },
  };
}
