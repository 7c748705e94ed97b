import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@iarna/toml';
import { describe, expect, test } from 'vitest';
import { maskedConfig } from '../../../adapters/config/masked-config.ts';
import { root } from '../../house/repository.ts';

describe('a configuration that is handed on', () => {
  test('no secret is in it, wherever it stood; keys, layout and all else are as they were', () => {
    const text = `concurrent = 8 # as ever
[[runners]]
  name = "mac"
  url = "https://user:hunter2@gitlab.example.com"
  token = "glrt-Abcdefgh12345678"   # the real one
  # token = "an-old-one"
  # was glrt-Zyxwvuts87654321 before
  environment = ["A=1",
    "SECRET=swordfish"]
  executor = "instance"
  [runners.cache.s3]
    AccessKey = 'AKIA'
    SecretKey = """
two
lines"""
  [runners.autoscaler.plugin_config]
    credentials = { api_token = "inline-secret", region = "eu" }
`;
    const masked = maskedConfig(text);
    for (const secret of ['hunter2', 'glrt-', 'an-old-one', 'swordfish', 'AKIA', 'two', 'inline-secret']) expect(masked).not.toContain(secret);
    expect(Object.keys(parse(masked))).toEqual(Object.keys(parse(text)));
    expect(masked).toContain('concurrent = 8 # as ever\n');
    expect(masked).toContain('  token = "[masked]"   # the real one\n');
    expect(masked).toContain('credentials = { api_token = "[masked]", region = "eu" }');
  });

  test.each(readdirSync(join(root, 'scenarios/config')))('%s has placeholders, which stay', (file) => {
    const text = readFileSync(join(root, 'scenarios/config', file), 'utf8');
    const { password, ...lines } = { password: /^.*password\s*=.*$/gm, text };
    expect(maskedConfig(text).replace(password, '')).toBe(lines.text.replace(password, ''));
  });
});
