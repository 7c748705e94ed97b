import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BareHost } from './bare-sessions.ts';

/** What a manager under test serves. */
export interface BenchConfig {
  readonly url: string;
  readonly token: string;
  readonly concurrent: number;
  readonly capacity: number;
  readonly instances: number;
  /** Jobs' worth of instances that are kept ready. */
  readonly idle: number;
  /** The table `plugin_config`, with the key `plugin` before it. */
  readonly plugin: 'static' | 'docker';
  readonly pluginConfig: string;
}

/** A configuration with short intervals, so that the fleet is there when the measurement begins. */
export function configText(config: BenchConfig, folder: string): string {
  const { url, token, concurrent, capacity, instances, idle, plugin, pluginConfig } = config;
  return `concurrent = ${String(concurrent)}
check_interval = 1
shutdown_timeout = 5
[[runners]]
  name = "bench"
  url = "${url}"
  token = "${token}"
  executor = "instance"
  request_concurrency = ${String(Math.min(concurrent, 10))}
  builds_dir = "${plugin === 'static' ? `${folder}/builds` : '/tmp/builds'}"
  cache_dir = "${plugin === 'static' ? `${folder}/cache` : '/tmp/cache'}"
  [runners.autoscaler]
    plugin = "${plugin}"
    capacity_per_instance = ${String(capacity)}
    max_instances = ${String(instances)}
    delete_instances_on_shutdown = true
    update_interval = "1s"
    update_interval_when_expecting = "100ms"
    [[runners.autoscaler.policy]]
      idle_count = ${String(idle)}
      idle_time = "20m"
    [runners.autoscaler.plugin_config]
${pluginConfig}
`;
}

/** The hosts of a static fleet. */
export function staticHosts(hosts: readonly BareHost[], folder: string): string {
  const tables = hosts.map(({ host, port, user, key }, index) => {
    const file = join(folder, `key-${String(index)}`);
    writeFileSync(file, key, { mode: 0o600 });
    return `
    [runners.autoscaler.plugin_config.instances.host${String(index)}]
      username = "${user}"
      key_path = "${file}"
      internal_addr = "${host}:${String(port)}"`;
  });
  return tables.join('\n');
}
