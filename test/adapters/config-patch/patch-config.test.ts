import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configChanges } from '../../../adapters/config/config-changes.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { patchConfig, type ConfigPatchChange } from '../../../adapters/config-patch/patch-config.ts';
import { root } from '../../house/repository.ts';

const change = (path: string, value: string, reason = 'was something'): ConfigPatchChange => ({ path, value, reason });
const idle = 'runners.autoscaler.policy.0.idle_count';

/** The lines that differ, the old ones with a minus. */
function changedLines(before: string, after: string): string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return [...old.filter((line) => !fresh.includes(line)).map((line) => `-${line}`), ...fresh.filter((line) => !old.includes(line)).map((line) => `+${line}`)];
}

const config = `# of the team
concurrent = 4      # as agreed

[[runners]]
  name  = "a"
  executor = "shell"

[[runners]]
  name = "b"
  executor = "instance"
  [runners.autoscaler]
    max_instances = 4

    [[runners.autoscaler.policy]]
      idle_count = 1  # enough?
      idle_time  = "5m0s"

  [runners.autoscaler.connector_config]
    timeout = "10m"
`;

test('a value gives way to another, and nothing else of the file moves', () => {
  expect(changedLines(config, patchConfig(config, [change('runners.autoscaler.max_instances', '9', 'was 4: too few')]))).toEqual([
    '-    max_instances = 4',
    '+    max_instances = 9 # was 4: too few',
  ]);
});

test('a comment of the user stays, and the reason stands behind it', () => {
  expect(changedLines(config, patchConfig(config, [change(idle, '3', 'was 1: busy')]))).toEqual([
    '-      idle_count = 1  # enough?',
    '+      idle_count = 3  # enough?; was 1: busy',
  ]);
});

test('the reason of an earlier patch gives way to that of the next', () => {
  const once = patchConfig(config, [change(idle, '3', 'was 1: busy'), change('runners.autoscaler.max_instances', '9', 'was 4: too few')]);
  const twice = patchConfig(once, [change(idle, '5', 'was 3: busier'), change('runners.autoscaler.max_instances', '8', 'was 9: too many')]);
  expect(twice).toContain('idle_count = 5  # enough?; was 3: busier\n');
  expect(twice).toContain('max_instances = 8 # was 9: too many\n');
});

test('a key that is not there gets a line below its neighbours, indented as they are', () => {
  const patched = patchConfig(config, [change('runners.limit', '4', 'new: x'), change('runners.autoscaler.policy.0.scale_factor', '1', 'new: y')]);
  expect(changedLines(config, patched)).toEqual(['+  limit = 4 # new: x', '+      scale_factor = 1.0 # new: y']);
  expect(patched).toContain('executor = "instance"\n  limit = 4');
  expect(patched).toContain('idle_time  = "5m0s"\n      scale_factor = 1.0');
});

test('a policy that is not there becomes a table below the last one', () => {
  const policy = 'runners.autoscaler.policy.1';
  const patched = patchConfig(config, [
    change(`${policy}.periods`, '* 8-17 * * mon-fri;30-59 7 * * mon-fri', 'new: work'),
    change(`${policy}.idle_count`, '7', 'new: z'),
  ]);
  expect(patched).toContain(`      idle_time  = "5m0s"

    [[runners.autoscaler.policy]]
      periods = ["* 8-17 * * mon-fri", "30-59 7 * * mon-fri"] # new: work
      idle_count = 7 # new: z

  [runners.autoscaler.connector_config]`);
});

test('the first policy of a file goes below its autoscaler, and the first key of a file above everything', () => {
  const bare = '[[runners]]\n  executor = "instance"\n  [runners.autoscaler]\n    max_instances = 2\n[[runners]]\n  executor = "shell"\n';
  expect(patchConfig(bare, [change(idle, '2', 'new: x'), change('concurrent', '2', 'new: y')])).toBe(
    'concurrent = 2 # new: y\n[[runners]]\n  executor = "instance"\n  [runners.autoscaler]\n    max_instances = 2\n\n    [[runners.autoscaler.policy]]\n      idle_count = 2 # new: x\n' +
      '[[runners]]\n  executor = "shell"\n',
  );
});

test('between braces and behind dots keys are written as their neighbours are', () => {
  const braces = '[[runners]]\nexecutor = "instance"\nautoscaler.max_instances = 3\nautoscaler.policy = [ { idle_count = 1 } ] # ours\n';
  const patched = patchConfig(braces, [
    change('runners.autoscaler.capacity_per_instance', '2', 'new: c'),
    change(idle, '7', 'was 1: a'),
    change('runners.autoscaler.policy.0.idle_time', '9m', 'new: t'),
    change('runners.autoscaler.policy.1.idle_count', '2', 'new: p'),
  ]);
  expect(patched).toContain('autoscaler.policy = [ { idle_count = 7, idle_time = "9m" }, { idle_count = 2 } ] # ours; was 1: a; new: t; new: p\n');
  expect(patched).toContain('\nautoscaler.capacity_per_instance = 2 # new: c\n');
});

test('lines end as they ended, also the last one', () => {
  const windows = config.replaceAll('\n', '\r\n').trimEnd();
  const patched = patchConfig(windows, [change(idle, '3'), change('runners.limit', '2')]);
  expect(
    patched
      .split('\n')
      .slice(0, -1)
      .every((line) => line.endsWith('\r')),
  ).toBe(true);
  expect(patched.endsWith('timeout = "10m"')).toBe(true);
});

describe('of every configuration that comes with the program', () => {
  const folder = join(root, 'scenarios/config');
  const set = [
    change('concurrent', '77'),
    change('runners.limit', '77'),
    change('runners.request_concurrency', '3'),
    change('runners.autoscaler.max_instances', '33'),
    change(idle, '11'),
    change('runners.autoscaler.policy.0.idle_time', '31m'),
    change('runners.autoscaler.policy.0.preemptive_mode', 'false'),
    change('runners.autoscaler.policy.0.scale_factor', '0.5'),
  ];

  test.each(readdirSync(folder))('a patch of %s says what --set says, and keeps every line that it does not change', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const patched = patchConfig(text, set);
    const [bySet, byPatch] = [loadConfig(text, name, { set }), loadConfig(patched, name)];
    expect(configChanges(bySet.config!, byPatch.config!)).toEqual([]);
    const kept = text.split('\n').filter((line) => patched.split('\n').includes(line));
    expect(text.split('\n').length - kept.length).toBeLessThanOrEqual(set.length);
  });
});
