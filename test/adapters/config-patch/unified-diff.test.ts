import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { unifiedDiff } from '../../../adapters/config-patch/unified-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secret = 'glrt-abcdefghijklmnop';

const before = `concurrent = 4
[[runners]]
  name = "b"
  limit = 3
  token = "${secret}"
  executor = "instance"
  [runners.autoscaler]
    max_instances = 4
    plugin = "aws"
    capacity_per_instance = 1
    max_use_count = 1
    update_interval = "1m"`;

/** What a tool makes of the file. */
function applied(text: string, tool: readonly [string, ...string[]], patch: string): string {
  writeFileSync(join(folder, 'config.toml'), text);
  const { status, stderr, stdout } = spawnSync(tool[0], tool.slice(1), { cwd: folder, input: patch, encoding: 'utf8' });
  expect([status, stderr + stdout]).toEqual([0, expect.any(String)]);
  return readFileSync(join(folder, 'config.toml'), 'utf8');
}

test.each([[['git', 'apply', '-']], [['patch', '-p1', '-s']]] as const)('%s makes of the one text the other, also without a newline at the end', (tool) => {
  const after = before.replace('concurrent = 4', 'concurrent = 9').replace('"1m"', '"2m"');
  const { text, unidiffZero } = unifiedDiff('config.toml', before, after);
  expect(unidiffZero).toBe(false);
  expect(applied(before, [...tool], text)).toBe(after);
});

test('a line of context never shows a secret, and the patch applies all the same', () => {
  const after = before.replace('max_instances = 4', 'max_instances = 8').replace('name = "b"', 'name = "c"');
  const { text } = unifiedDiff('config.toml', before, after);
  expect(text).not.toContain(secret);
  expect(applied(before, ['git', 'apply', '-'], text)).toBe(after);
});

test('where a secret stands right behind the change, git is told so, and patch needs nothing', () => {
  const after = before.replace('limit = 3', 'limit = 8');
  const { text, unidiffZero } = unifiedDiff('config.toml', before, after);
  expect(text).not.toContain(secret);
  expect(unidiffZero).toBe(true);
  expect(applied(before, ['git', 'apply', '--unidiff-zero', '-'], text)).toBe(after);
  expect(applied(before, ['patch', '-p1', '-s'], text)).toBe(after);
});

test('equal texts have no patch', () => {
  expect(unifiedDiff('config.toml', before, before)).toEqual({ text: '', unidiffZero: false });
});
