import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { isSecretName } from '../../../adapters/config/mask-secrets.ts';
import { toManagerConfig } from '../../../adapters/config/to-manager-config.ts';

const text = `
concurrent = 4
sentry_dsn = "https://hunter2@sentry.example.com/1"
[[runners]]
name = "one"
token = "hunter2"
executor = "instance"
environment = ["PASSWORD=hunter2"]
[runners.cache.s3]
SecretKey = "hunter2"
[runners.autoscaler]
plugin = "azure"
[runners.autoscaler.plugin_config]
client_secret = "hunter2"
[runners.autoscaler.connector_config]
username = "ci"
password = "hunter2"
use_static_credentials = true
[runners.autoscaler.vm_isolation]
nesting_config = { key = "hunter2" }
[[runners.autoscaler.policy]]
idle_time = "20m"
`;

describe('secrets stay where they are needed', () => {
  test('no way of printing a configuration prints one', () => {
    const { config } = loadConfig(text, 'config.toml');
    const setup = toManagerConfig(config!);
    for (const printable of [config, setup, config!.runners[0]!.token, config!.source]) {
      expect(JSON.stringify(printable)).not.toContain('hunter2');
      expect(inspect(printable, { depth: 20, showHidden: true })).not.toContain('hunter2');
      for (const value of Object.values(printable as object)) expect([value].join()).not.toContain('hunter2');
    }
  });

  test('whoever needs one asks for it', () => {
    const [runner] = loadConfig(text, 'config.toml').config!.runners;
    expect(runner!.token.reveal()).toBe('hunter2');
    expect(runner!.environment.reveal()).toEqual(['PASSWORD=hunter2']);
    expect(runner!.autoscaler!.connectorConfig.password.reveal()).toBe('hunter2');
    expect(runner!.autoscaler!.pluginConfig.reveal()).toEqual({ client_secret: 'hunter2' });
  });

  test('no finding shows one, wherever the file breaks', () => {
    const lines = text.split('\n');
    for (let cut = 1; cut < text.length; cut++) {
      expect(JSON.stringify(loadConfig(text.slice(0, cut), 'config.toml').findings), text.slice(0, cut)).not.toContain('hunter');
    }
    for (const line of lines.keys()) {
      const broken = lines.with(line, `${lines[line] ?? ''} ]`).join('\n');
      expect(JSON.stringify(loadConfig(broken, 'config.toml').findings), broken).not.toContain('hunter');
    }
  });

  test.each(['token', 'password', 'PrivateKey', 'ssh_key', 'client_secret', 'secret_id', 'sentry_dsn', 'environment', 'passwrod', 'tokne'])(
    '%s is secret',
    (name) => {
      expect(isSecretName(name)).toBe(true);
    },
  );

  test.each(['name', 'zone', 'key_path', 'credentials_file', 'token_expires_at', 'limit', 'timeout', 'use_static_credentials'])('%s is not', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});
