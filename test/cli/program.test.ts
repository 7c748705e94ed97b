import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultSchema } from '../../sim/measure/result.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';

const write = folder();
const here = join(write('config.toml', smallConfig), '..');

test('drydock sim is sim, and drydock itself announces nothing that it cannot do', () => {
  const drydock = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync(process.execPath, ['cli/drydock.ts', ...args], { encoding: 'utf8' });
  expect(drydock('sim', 'explain', 'metric', 'jobs.lost').stdout).toMatch(/^jobs\.lost \(count\)/);
  const help = drydock('--help');
  expect(help.status).toBe(0);
  const commands =
    help.stdout
      .split('Commands:')[1]
      ?.match(/^ {2}[a-z][a-z-]*/gm)
      ?.map((name) => name.trim()) ?? [];
  expect(commands).toContain('sim');
  for (const command of commands) expect(drydock(command, '--help').status).toBe(0);
});

test('a reader that stops reading is no failure', () => {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; '${process.execPath}' cli/sim.ts schema | head -1`], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([0, '{\n', '']);
});

test('SIGTERM keeps a partial result and exits with 105', async () => {
  const scenario = write('long.yaml', smallScenario('', { horizon: '20d' }).replace('replications: 2', 'replications: 100000'));
  const output = join(here, 'partial.json');
  const events = join(here, 'partial.jsonl');
  const child = spawn(process.execPath, ['cli/sim.ts', 'run', scenario, '-o', output, '--events', events], { stdio: 'ignore' });
  const timer = setInterval(() => {
    if (!existsSync(events) || statSync(events).size < 100_000) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, 50);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect(code).toBe(105);
  expect(resultSchema.parse(JSON.parse(readFileSync(output, 'utf8'))).complete).toBe(false);
});

test('a disk without space is said, and is no bug of ours', ({ skip }) => {
  skip(!existsSync('/dev/full'), 'there is no /dev/full here');
  const scenario = write('full.yaml', smallScenario());
  const { status, stderr } = spawnSync(process.execPath, ['cli/sim.ts', 'run', scenario, '-o', '/dev/full'], { encoding: 'utf8' });
  expect([status, stderr.split('\n').at(-2)]).toEqual([1, 'sim: cannot write: ENOSPC: no space left on device, write']);
});
