import { z } from 'zod';
import type { KeyPath } from '../../config/key-path.ts';
import type { Report } from '../../config/problem.ts';
import { Sealed } from '../../config/sealed.ts';
import { readPrivateKey } from '../connector-settings.ts';
import type { FleetRequest } from '../fleet-request.ts';
import { readPluginConfig } from '../read-plugin-config.ts';

/** One host of the list. Empty or null where `connector_config` has the say. */
export interface StaticHost {
  readonly username: string;
  readonly password: Sealed<string> | null;
  readonly key: Sealed<string> | null;
  /** Host, or host:port. */
  readonly externalAddress: string;
  readonly internalAddress: string;
}

/** `plugin_config` of the static plugin: its hosts by name, in the order of the file. */
export interface StaticConfig {
  readonly hosts: ReadonlyMap<string, StaticHost>;
}

const text = z.string().default('');

const hostSchema = z
  .strictObject({ username: text, password: text, key_path: text, external_addr: text, internal_addr: text })
  .refine((host) => host.external_addr !== '' || host.internal_addr !== '', 'needs an internal_addr or an external_addr');

type RawHost = z.output<typeof hostSchema>;

const schema = z.strictObject({
  instances: z.record(z.string(), hostSchema).refine((hosts) => Object.keys(hosts).length > 0, 'names no host'),
});

/** Reads the hosts and their keys. What is wrong is reported; null when nothing can be made of it. */
export async function readStaticConfig({ table, path, connector, report }: FleetRequest): Promise<StaticConfig | null> {
  const raw = readPluginConfig(schema, table, path, report);
  if (raw === null) return null;
  const hosts = new Map<string, StaticHost>();
  for (const [name, host] of Object.entries(raw.instances)) {
    const at = [...path, 'instances', name];
    if (host.username === '' && connector.username === '') reportNoUser(at, report);
    hosts.set(name, await readHost(host, at, report));
  }
  return { hosts };
}

async function readHost(host: RawHost, path: KeyPath, report: Report): Promise<StaticHost> {
  return {
    username: host.username,
    password: host.password === '' ? null : new Sealed(host.password),
    key: host.key_path === '' ? null : await readPrivateKey(host.key_path, [...path, 'key_path'], report),
    externalAddress: host.external_addr,
    internalAddress: host.internal_addr,
  };
}

function reportNoUser(path: KeyPath, report: Report): void {
  const message = 'the host has no user to log in as';
  report({ severity: 'error', rule: 'credentials', message, path, at: 'key', hint: 'set username here or in connector_config' });
}
