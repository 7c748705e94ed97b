import { describe, expect, test } from 'vitest';
import { changesText } from '../../../adapters/config/changes-text.ts';
import { configChanges } from '../../../adapters/config/config-changes.ts';
import { allKeys } from '../../../adapters/config/explain-key.ts';
import type { GitlabRunnerConfig } from '../../../adapters/config/gitlab-runner-config.ts';
import { reloadEffect } from '../../../adapters/config/keys/reload-effects.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';

const original = `concurrent = 10
[[runners]]
  name = "first"
  url = "https://gitlab.example.com"
  token = "<token-of-the-first>"
  executor = "instance"
  environment = ["PASSWORD=hush-hush"]
  [runners.autoscaler]
    plugin = "static"
    max_instances = 5
    [runners.autoscaler.plugin_config]
      password = "hush-plugin"
    [[runners.autoscaler.policy]]
      idle_count = 1
      idle_time = "20m"
    [[runners.autoscaler.policy]]
      periods = ["* 9-17 * * 1-5"]
      idle_count = 2
      idle_time = "20m"
`;

function read(text: string): GitlabRunnerConfig {
  const { config } = loadConfig(text, 'config.toml', { defaultZone: 'UTC' });
  return config!;
}

/** What is said when pieces of the configuration are replaced. */
function said(...replacements: readonly (readonly [string, string])[]): string[] {
  let text = original;
  for (const [from, to] of replacements) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  return changesText(configChanges(read(original), read(text)));
}

describe('a change of the configuration', () => {
  test('that changes nothing is none, though text, order or spelt-out defaults differ', () => {
    expect(said()).toEqual([]);
    expect(said(['concurrent = 10\n', '# ten\nconcurrent = 10\ncheck_interval = 3\n'], ['"20m"', '"0h20m0s"'])).toEqual([]);
  });

  test('of a policy is in force at once, and is said with its place and both values', () => {
    expect(said(['idle_count = 2', 'idle_count = 5'])).toEqual(['runners[0].autoscaler.policy[1].idle_count: 2 → 5 (at once)']);
    expect(said(['idle_time = "20m"', 'idle_time = "90s"'])).toEqual(['runners[0].autoscaler.policy[0].idle_time: 20m → 1m30s (at once)']);
    expect(said(['periods = ["* 9-17 * * 1-5"]', 'timezone = "UTC"'])).toEqual([
      'runners[0].autoscaler.policy[1].periods: ["* 9-17 * * 1-5"] → ["* * * * *"] (at once)',
      'runners[0].autoscaler.policy[1].timezone: "" → "UTC" (at once)',
    ]);
  });

  test('that adds or takes a policy shows what it says', () => {
    const third = '    [[runners.autoscaler.policy]]\n      idle_count = 3\n      preemptive_mode = false\n';
    expect(changesText(configChanges(read(original), read(original + third)))).toEqual([
      'runners[0].autoscaler.policy[2]: none → { idle_count = 3, preemptive_mode = false } (at once)',
    ]);
    expect(changesText(configChanges(read(original + third), read(original)))).toEqual([
      'runners[0].autoscaler.policy[2]: { idle_count = 3, preemptive_mode = false } → none (at once)',
    ]);
  });

  test.each([
    ['concurrent = 10', 'concurrent = 12', 'concurrent: 10 → 12 (at once)'],
    ['concurrent = 10', 'concurrent = 10\ncheck_interval = 5', 'check_interval: 3 → 5 (at once)'],
    ['concurrent = 10', 'concurrent = 10\nlisten_address = ":9252"', 'listen_address: "" → ":9252" (needs a restart)'],
    ['concurrent = 10', 'concurrent = 10\nuser = "ci"', 'user: "" → "ci" (without effect)'],
    ['  executor', '  limit = 3\n  executor', 'runners[0].limit: 0 → 3 (at once)'],
    ['  executor', '  request_concurrency = 4\n  executor', 'runners[0].request_concurrency: 1 → 4 (at once)'],
    ['  executor', '  output_limit = 100\n  executor', 'runners[0].output_limit: 4096 → 100 (for the next job)'],
    ['  executor', '  pre_build_script = "echo a\\necho b"\n  executor', 'runners[0].pre_build_script: "" → [sealed] (for the next job)'],
    ['max_instances = 5', 'max_instances = 7', 'runners[0].autoscaler.max_instances: 5 → 7 (needs a restart)'],
    ['plugin = "static"', 'plugin = "docker"', 'runners[0].autoscaler.plugin: "static" → "docker" (needs a restart)'],
    ['"first"', '"1st"', 'runners[0].name: "first" → "1st" (needs a restart)'],
    [
      'gitlab.example.com',
      'user:hush@gitlab.example.com',
      'runners[0].url: "https://gitlab.example.com" → "https://[masked]@gitlab.example.com" (needs a restart)',
    ],
  ])('of %s to %s is said as such', (from, to, line) => {
    expect(said([from, to])).toEqual([line]);
  });

  test('of flags is said flag by flag, by whom it is for', () => {
    const flags = (text: string): [string, string] => ['  [runners.autoscaler]', `  [runners.feature_flags]\n${text}\n  [runners.autoscaler]`];
    expect(said(flags('FF_TIMESTAMPS = false\nFF_USE_ADAPTIVE_REQUEST_CONCURRENCY = false\nFF_USE_FLEETING_ACQUIRE_HEARTBEATS = true'))).toEqual([
      'runners[0].feature_flags.FF_TIMESTAMPS: none → false (for the next job)',
      'runners[0].feature_flags.FF_USE_ADAPTIVE_REQUEST_CONCURRENCY: none → false (at once)',
      'runners[0].feature_flags.FF_USE_FLEETING_ACQUIRE_HEARTBEATS: none → true (needs a restart)',
    ]);
  });

  test('of what is secret is said, and never shown', () => {
    expect(said(['<token-of-the-first>', '<another>'], ['hush-hush', 'hush-more'], ['hush-plugin', 'hush-new'])).toEqual([
      'runners[0].token: changed, not shown (needs a restart)',
      'runners[0].environment: changed, not shown (for the next job)',
      'runners[0].autoscaler.plugin_config: changed, not shown (needs a restart)',
    ]);
  });

  test('of the runners themselves is said by their names, and needs a restart', () => {
    const second = '[[runners]]\n  name = "second"\n  token = "<token-of-the-second>"\n  executor = "instance"\n';
    const [one, two] = [read(original), read(original + second)];
    expect(changesText(configChanges(one, two))).toEqual(['runners[1]: none → "second" (needs a restart)']);
    expect(changesText(configChanges(two, one))).toEqual(['runners[1]: "second" → none (needs a restart)']);
    expect(changesText(configChanges(one, read(`concurrent = 10\n${second}`)))).toEqual(['runners[0]: "first" → "second" (needs a restart)']);
  });

  test('of a table that comes, goes or is long shows its keys without secrets, on a line', () => {
    const cache = '  [runners.cache]\n    Type = "s3"\n    [runners.cache.s3]\n      SecretKey = "hush-key"\n      BucketName = "b"\n';
    const [line = ''] = said(['  [runners.autoscaler]', `${cache}  [runners.autoscaler]`]);
    expect(line).toMatch(/^runners\[0\]\.cache: none → \{ Type = "s3", s3 = \{ AccessKey = \[sealed\], .*…? \(needs a restart\)$/);
    expect(line).not.toContain('hush');
    const [long = ''] = said(['  executor', `  builds_dir = "${'x'.repeat(500)}"\n  executor`]);
    expect(long.length).toBeLessThan(150);
  });
});

test('every key that is read has an effect of its own, and only policies of the autoscaler are in force at once', () => {
  const paths = allKeys()
    .filter(({ type }) => type !== 'read past')
    .map(({ path }) => path);
  const now = paths.filter((path) => reloadEffect(path.split('.')) === 'now');
  expect(now.filter((path) => path.startsWith('runners.autoscaler.') && !path.startsWith('runners.autoscaler.policy'))).toEqual([]);
  expect(now.filter((path) => !path.startsWith('runners.autoscaler.'))).toEqual([
    'concurrent',
    'check_interval',
    'log_level',
    'log_format',
    'shutdown_timeout',
    'runners.limit',
    'runners.request_concurrency',
    'runners.strict_check_interval',
    'runners.unhealthy_requests_limit',
    'runners.unhealthy_interval',
  ]);
  expect(reloadEffect(['runners', 0])).toBe('restart');
});
