/** The fleet of a demo, as its configuration has it. */
export type DemoFleet =
  | {
      readonly kind: 'docker';
      /** Name of the group. */
      readonly group: string;
      /** Range of loopback addresses that nobody else uses. */
      readonly addresses: string;
    }
  | {
      readonly kind: 'static';
      readonly user: string;
      readonly keyFile: string;
      /** host:port, one each. */
      readonly hosts: readonly string[];
      /** Folder on the hosts for builds and caches. */
      readonly workFolder: string;
    };

/** What a configuration is written for. */
export interface DemoConfigOptions {
  readonly url: string;
  readonly token: string;
  readonly fleet: DemoFleet;
}

/** Instances that there are at most. */
export const demoInstances = 4;
/** Slots of an instance. */
export const demoCapacity = 2;

/** The config.toml of a demo: one that gitlab-runner would read too, but for the plugin `docker`. */
export function demoConfig({ url, token, fleet }: DemoConfigOptions): string {
  return `concurrent = ${String(demoInstances * demoCapacity)}
check_interval = 1
shutdown_timeout = 10

[[runners]]
  name = "demo"
  url = "${url}"
  token = "${token}"
  executor = "instance"
  request_concurrency = 4
${fleet.kind === 'static' ? `  builds_dir = "${fleet.workFolder}/builds"\n  cache_dir = "${fleet.workFolder}/cache"\n` : ''}
  [runners.autoscaler]
    plugin = "${fleet.kind}"
    capacity_per_instance = ${String(demoCapacity)}
    max_instances = ${String(demoInstances)}
    max_use_count = 10
    instance_ready_command = "${fleet.kind === 'static' ? bootOfHosts : 'true'}"
    update_interval = "1s"
    update_interval_when_expecting = "200ms"
    shutdown_deletion_interval = "1s"
    delete_instances_on_shutdown = true

    [[runners.autoscaler.policy]]
      idle_count = 2
      idle_time = "4s"

${fleet.kind === 'docker' ? dockerConfig(fleet) : staticConfig(fleet)}`;
}

/** Hosts that run already would be ready at once: this stands for the boot that a cloud's instance needs. */
const bootOfHosts = 'sleep 1.2';

function dockerConfig({ group, addresses }: Extract<DemoFleet, { kind: 'docker' }>): string {
  return `    [runners.autoscaler.plugin_config]
      name      = "${group}"
      network   = "host"
      addresses = "${addresses}"
      boot      = { min = "1s", max = "2s" }    # imitates a cloud
`;
}

function staticConfig({ user, keyFile, hosts }: Extract<DemoFleet, { kind: 'static' }>): string {
  const host = (address: string, index: number): string => `    [runners.autoscaler.plugin_config.instances.host-${String(index + 1)}]
      username      = "${user}"
      key_path      = "${keyFile}"
      internal_addr = "${address}"
`;
  return hosts.map(host).join('\n');
}
