import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../adapters/config/load-config.ts';
import { ManagerService } from '../../adapters/driver/manager-service.ts';
import type { LogPacing } from '../../adapters/job-log/log-pacing.ts';
import { Logger } from '../../adapters/logging/logger.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { StoredInstance } from '../../core/scaling/stored-instance.ts';
import type { Sshd } from '../servers/sshd.ts';

/** What differs from a runner of one host that is asked every second. */
export interface ServiceRigOptions {
  readonly url: string;
  readonly sshd: Pick<Sshd, 'user' | 'key' | 'port'>;
  readonly concurrent?: number;
  /** Further lines of `[[runners]]`, before `[runners.autoscaler]`. */
  readonly runner?: string;
  /** Further lines of `[runners.autoscaler]`. */
  readonly autoscaler?: string;
  readonly hosts?: number;
  readonly token?: string;
  readonly pacing?: Partial<LogPacing>;
  readonly onStep?: (event: Event, effects: readonly Effect[]) => void;
  readonly stored?: readonly (readonly StoredInstance[])[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A manager at work over hosts that are one sshd on loopback. */
export interface ServiceRig {
  readonly service: ManagerService;
  /** What the manager said, line by line. */
  readonly lines: readonly string[];
  readonly folder: string;
  /** Ends the manager with its jobs and removes its files. */
  stop(): Promise<void>;
}

/** Opens and starts a manager. */
export async function startService(options: ServiceRigOptions): Promise<ServiceRig> {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-service-'));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, options.sshd.key, { mode: 0o600 });
  const { config, findings } = loadConfig(configText(options, keyFile, folder), join(folder, 'config.toml'));
  if (config === null || findings.some(({ severity }) => severity === 'error')) throw new Error(findings.map(({ message }) => message).join('\n'));
  const lines: string[] = [];
  const log = Logger.create({ level: 'debug', format: 'text', colour: false, write: (line) => void lines.push(line) });
  const service = await ManagerService.open({
    config,
    configFile: join(folder, 'config.toml'),
    identity: { name: 'drydock', version: '0.1.0', revision: 'test' },
    version: { version: '0.1.0', revision: 'test', builtAt: '' },
    systemId: 's_test00000001',
    hostname: 'manager',
    environment: options.environment ?? {},
    log,
    connectionMaxAgeMs: 900_000,
    zone: 'UTC',
    dryRun: false,
    stored: options.stored ?? [],
    onStep: options.onStep ?? ((): void => undefined),
    ...(options.pacing !== undefined && { pacing: options.pacing }),
  });
  service.start();
  return {
    service,
    lines,
    folder,
    stop: async () => {
      service.shutDown('forceful');
      await service.stopped;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configText(options: ServiceRigOptions, keyFile: string, folder: string): string {
  const { url, sshd, concurrent = 4, runner = '', autoscaler = '', hosts = 1, token = 'glrt-drydocktest000000' } = options;
  const instances = Array.from(
    { length: hosts },
    (_, host) => `
    [runners.autoscaler.plugin_config.instances.host${String(host)}]
      username = "${sshd.user}"
      key_path = "${keyFile}"
      internal_addr = "127.0.0.1:${String(sshd.port)}"`,
  );
  return `concurrent = ${String(concurrent)}
check_interval = 1
shutdown_timeout = 5
[[runners]]
  name = "rig"
  url = "${url}"
  token = "${token}"
  executor = "instance"
  builds_dir = "${folder}/builds"
  cache_dir = "${folder}/cache"
${runner}
  [runners.autoscaler]
    plugin = "static"
    capacity_per_instance = ${String(concurrent)}
    max_instances = ${String(hosts)}
    update_interval = "1s"
    update_interval_when_expecting = "100ms"
${autoscaler}
    [[runners.autoscaler.policy]]
      idle_count = 1
      idle_time = "20m"
    [runners.autoscaler.plugin_config]${instances.join('')}
`;
}
