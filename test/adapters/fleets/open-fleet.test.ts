import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DockerFleet } from '../../../adapters/fleets/docker/fleet.ts';
import { StaticFleet } from '../../../adapters/fleets/static/fleet.ts';
import { complaintsAbout, openedFrom } from '../../contract/fleet-from.ts';

const docker = (keys: string): string => `plugin = "docker"\n[runners.autoscaler.plugin_config]\n${keys}`;
const host = (keys: string): string => `plugin = "static"\n[runners.autoscaler.plugin_config.instances.mac]\n${keys}`;

describe('the plugin that is named', () => {
  test.each(['docker', 'docker:latest', 'fleeting-plugin-docker', 'fleeting-plugin-docker:>=1.0'])('is a fleet of containers as %s', async (name) => {
    const { fleet, problems } = await openedFrom(docker('name = "g"').replace('"docker"', `"${name}"`));
    expect(fleet).toBeInstanceOf(DockerFleet);
    expect(problems).toEqual([]);
  });

  test('is a list of hosts as static', async () => {
    expect((await openedFrom(host('username = "ci"\ninternal_addr = "127.0.0.1"'))).fleet).toBeInstanceOf(StaticFleet);
  });

  test.each([
    ['plugin = "dokcer"', 'error plugin: there is no plugin "dokcer" (did you mean "docker"? (there are docker, static))'],
    [
      'plugin = "registry.example.com/plugins/vsphere:1"',
      'error plugin: there is no plugin "registry.example.com/plugins/vsphere:1" (there are docker, static)',
    ],
    ['', 'error plugin: no plugin is named (there are docker, static)'],
    ['plugin = "constructor"', 'error plugin: there is no plugin "constructor" (there are docker, static)'],
  ])('is refused with the names of those that exist: %s', async (table, complaint) => {
    expect(await complaintsAbout(table)).toEqual([complaint]);
    expect((await openedFrom(table)).fleet).toBeNull();
  });
});

describe('the table of the docker plugin', () => {
  test.each([
    ['', ['error plugin_config.name: name: is missing']],
    ['name = "No Good"', ['error plugin_config.name: name: up to 40 lower-case letters, digits and hyphens, not beginning or ending with a hyphen']],
    ['name = "g"\nmemroy = "1g"', ['warning plugin_config.memroy: unknown key "memroy" (did you mean "memory"?)']],
    ['name = "g"\nmemory = "lots"', ['error plugin_config.memory: memory: expected a size such as "512m"']],
    ['name = "g"\nmemory = true', ['error plugin_config.memory: memory: expected a size such as "512m"']],
    ['name = "g"\nboot = "soon"', ['error plugin_config.boot: boot: expected a duration, or { running = …, ready = … }']],
    ['name = "g"\nlife = { min = "2m", max = "1m" }', ['error plugin_config.life: life: expected a duration, or { min = "…", max = "…" }']],
    ['name = "g"\nfailure = { create = 1.5 }', ['error plugin_config.failure.create: create: a share is from 0 to 1']],
    ['name = "g"\nfailure = { crate = 0.5 }', ['warning plugin_config.failure.crate: unknown key "crate" (did you mean "create"?)']],
    ['name = "g"\naddresses = "192.168.0.0/24"', ['error plugin_config.addresses: addresses: expected a range of loopback addresses such as "127.0.2.0/24"']],
    ['name = "g"\naddresses = "127.0.0.300/24"', ['error plugin_config.addresses: addresses: expected a range of loopback addresses such as "127.0.2.0/24"']],
    [
      'name = "g"\nnetwork = "host"\naddresses = ""',
      ['error plugin_config.addresses: on the host network every instance needs an address of its own (give a range, or use network = "bridge")'],
    ],
    ['name = "g"\nmax_parallel = 0', ['error plugin_config.max_parallel: max_parallel: must be at least 1']],
    ['name = "g"\nhost = "ssh://elsewhere"', ['error plugin_config.host: host: expected "unix:///path" or "tcp://host:port"']],
  ])('says what is wrong with: %s', async (keys, complaints) => {
    expect(await complaintsAbout(docker(keys))).toEqual(complaints);
  });

  test('says that containers are not reached over WinRM', async () => {
    const table = docker('name = "g"\n[runners.autoscaler.connector_config]\nprotocol = "winrm"\nusername = "x"');
    expect(await complaintsAbout(table)).toEqual(['error connector_config.protocol: containers are reached over ssh, not winrm (leave protocol out)']);
  });
});

describe('the table of the static plugin', () => {
  test.each([
    ['plugin = "static"', ['error plugin_config.instances: instances: is missing']],
    ['plugin = "static"\n[runners.autoscaler.plugin_config.instances]', ['error plugin_config.instances: instances: names no host']],
    [host('username = "ci"'), ['error plugin_config.instances.mac: mac: needs an internal_addr or an external_addr']],
    [host('internal_addr = "127.0.0.1"'), ['error plugin_config.instances.mac: the host has no user to log in as (set username here or in connector_config)']],
    [host('username = "ci"\ninternal_addr = 5'), ['error plugin_config.instances.mac.internal_addr: internal_addr: expected string, received number']],
    [
      host('username = "ci"\ninternal_adr = "127.0.0.1"\nexternal_addr = "h"'),
      ['warning plugin_config.instances.mac.internal_adr: unknown key "internal_adr" (did you mean "internal_addr"?)'],
    ],
    [
      host('username = "ci"\ninternal_addr = "127.0.0.1"\nkey_path = "/nowhere/key"'),
      ['error plugin_config.instances.mac.key_path: the key file cannot be read: there is no such file (name a file that the manager may read)'],
    ],
  ])('says what is wrong with: %s', async (table, complaints) => {
    expect(await complaintsAbout(table)).toEqual(complaints);
  });

  test('takes the user of connector_config for hosts that name none', async () => {
    const table = host('internal_addr = "127.0.0.1"\n[runners.autoscaler.connector_config]\nusername = "ci"');
    const { fleet } = await openedFrom(table);
    expect((await fleet!.connectInfo('mac', AbortSignal.timeout(1000))).username).toBe('ci');
  });

  test('reads the key of a host, and shows neither it nor a password', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'drydock-key-'));
    try {
      await writeFile(join(dir, 'key'), 'the private key');
      const { fleet, problems } = await openedFrom(host(`username = "ci"\npassword = "hidden"\ninternal_addr = "127.0.0.1"\nkey_path = "${join(dir, 'key')}"`));
      const info = await fleet!.connectInfo('mac', AbortSignal.timeout(1000));
      expect([info.key?.reveal(), info.password?.reveal()]).toEqual(['the private key', 'hidden']);
      expect(JSON.stringify({ info, problems })).not.toMatch(/private|hidden/);
      expect(await complaintsAbout(host('username = "ci"\npassword = "hidden"\nkey_path = 4\ninternal_addr = "127.0.0.1"'))).toEqual([
        'error plugin_config.instances.mac.key_path: key_path: expected string, received number',
      ]);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
