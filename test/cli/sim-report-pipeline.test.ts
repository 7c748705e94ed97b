import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../house/repository.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';

/** The job of the example, as GitLab reads it. */
interface Job {
  readonly variables: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  readonly artifacts: { readonly when: string; readonly paths: readonly string[]; readonly reports: { readonly junit: string; readonly metrics: string } };
}

const { capacity: job } = parse(readFileSync(join(root, 'docs/examples/gitlab-ci.yml'), 'utf8')) as { capacity: Job };
const write = folder();
const here = join(write('config.toml', smallConfig), '..');
mkdirSync(join(here, 'scenarios'));

/** Runs the script of the job in a shell, as a runner does. */
function pipeline(objective: string): { readonly code: number | null; readonly output: string } {
  write('scenarios/fleet.yaml', smallScenario(`slo: [ ${objective} ]\n`, { config: '../config.toml' }));
  const program = `set -e\nsim() { "${process.execPath}" "${join(root, 'cli/sim.ts')}" "$@"; }\n${job.script.join('\n')}\n`;
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], {
    cwd: here,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...job.variables },
  });
  return { code: status, output: stdout + stderr };
}

test('the example of a pipeline fails when an objective is missed, and leaves every report', () => {
  const { code, output } = pipeline('wait.max < 1ms');
  expect([code, output]).toEqual([99, expect.stringContaining('✗ wait.max < 1ms') as string]);
  expect(job.artifacts.when).toBe('always');
  const { junit, metrics } = job.artifacts.reports;
  for (const file of [...job.artifacts.paths, junit, metrics]) expect([file, existsSync(join(here, file))]).toEqual([file, true]);
  expect(readFileSync(join(here, job.artifacts.paths[0]!), 'utf8')).toContain('id="simulator"');
  expect(readFileSync(join(here, junit), 'utf8')).toContain('<failure type="objective"');
  expect(readFileSync(join(here, metrics), 'utf8')).toContain('sim_objective_met{scenario="small",objective="wait.max < 1ms",severity="error"} 0');
});

test('the example of a pipeline passes when every objective is met', () => {
  const { code } = pipeline('wait.p95 <= 10h');
  expect(code).toBe(0);
  expect(readFileSync(join(here, job.artifacts.reports.junit), 'utf8')).toContain('failures="0"');
});
