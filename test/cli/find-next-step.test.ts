import { expect, test } from 'vitest';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

const write = folder();
write('config.toml', smallConfig);

/** The settings of the command that a report says to try. */
function suggested(stdout: string): string[] {
  const command = /^ {2}TRY {3}[^]*?^ {8}(sim run .*)$/m.exec(stdout)?.[1] ?? '';
  return [...command.matchAll(/--set (\S+)/g)].flatMap(([, setting]) => ['--set', setting!]);
}

test('what a report says to try has been tried, and meets the objectives that were missed', async () => {
  const before = await sim(['run', '@mac-nesting', '--workers', '0']);
  expect(before.code).toBe(99);
  expect(before.stdout).toMatch(/then wait\.p95 .* USD, all met but cost\.per_month\s+<= 3500, in 3 seeds/);
  const after = await sim(['run', '@mac-nesting', '--workers', '0', '-q', ...suggested(before.stdout)]);
  expect([after.code, after.stderr]).toEqual([0, '']);
}, 60_000);

test('a saving is suggested where it has been tried and misses nothing, and only there', async () => {
  const few = ['--workers', '0', '--replications', '3'];
  const plenty = await sim(['run', '@aws-five-jobs', ...few]);
  expect(plenty.stdout).toContain('then every objective met, in 3 seeds');
  expect((await sim(['run', '@aws-five-jobs', ...few, '-q', ...suggested(plenty.stdout)])).code).toBe(0);
  const bare = await sim(['run', '@aws-five-jobs', ...few, '--set', 'slo=[instances.mean>=4]']);
  expect(bare.stdout).toContain('✓ instances.mean');
  expect(bare.stdout).not.toContain('TRY');
});

test('where nothing that was tried helps enough, the step in that direction is still named', async () => {
  const impossible = write('impossible.yaml', smallScenario('slo: [ wait.max < 1ms ]\n'));
  const { stdout } = await sim(['run', impossible, '--workers', '0']);
  expect(stdout).toContain('  TRY   ');
  expect(stdout).not.toContain('        then ');
});
