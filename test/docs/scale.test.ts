import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { folder, smallConfig, smallScenario } from '../cli/fixture.ts';
import { sim } from '../cli/memory-io.ts';
import { root } from '../house/repository.ts';

const write = folder();
const here = join(write('config.toml', smallConfig), '..');
const scenario = write('fleet.yaml', smallScenario('', { horizon: '20m' }));

interface GitlabJob {
  readonly parallel?: number;
  readonly script: readonly string[];
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly command: readonly string[];
  readonly args: readonly string[];
}

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: {
    readonly completionMode?: string;
    readonly completions?: number;
    readonly template: { readonly spec: { readonly containers: readonly Container[] } };
  };
}

interface BatchSubmission {
  readonly arrayProperties: { readonly size: number };
  readonly containerOverrides: { readonly environment: Container['env']; readonly command: readonly string[] };
}

function example(name: string): unknown {
  return parse(readFileSync(join(root, 'docs/examples', name), 'utf8'));
}

/** The calls of `sim` in a script, argument by argument, as a shell with these variables makes them; other programs do nothing. */
function calls(script: string, env: Readonly<Record<string, string>>): string[][] {
  const stubs = 'npm() { :; }\naws() { :; }\nsim() { printf "%s\\n" "$@" ---; }\n';
  const shown = execFileSync('sh', ['-ec', stubs + script.replace(/^exec /m, '')], { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', ...env } });
  return shown
    .split('---\n')
    .slice(0, -1)
    .map((call) => call.trimEnd().split('\n'));
}

/** Runs the sweep of every shard, each with its own variables, and puts the files together. @returns the whole file. */
async function sweepInShards(engine: string, script: string, shards: readonly Readonly<Record<string, string>>[]): Promise<string> {
  const files = [];
  for (const env of shards) {
    const [call] = calls(script, env);
    const file = join(here, `${engine}${call!.at(-1)!.replaceAll('/', '-')}`);
    const { code, stderr } = await sim([...call!.map((word, index) => (index === 1 ? scenario : word)).slice(0, -1), file, '--workers', '0']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('points are in') as string]);
    files.push(file);
  }
  const whole = join(here, 'whole.jsonl');
  expect((await sim(['merge', ...files, '-o', whole])).code).toBe(0);
  return readFileSync(whole, 'utf8');
}

function variables(env: Container['env']): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

test('the shards of all three examples, run and merged, are the same whole sweep', async () => {
  const { sweep } = example('sweep-shards.gitlab-ci.yml') as { sweep: Required<GitlabJob> };
  const byGitlab = await sweepInShards(
    'gitlab-',
    sweep.script.join('\n'),
    Array.from({ length: sweep.parallel }, (_, index) => ({ CI_NODE_INDEX: String(index + 1), CI_NODE_TOTAL: String(sweep.parallel) })),
  );
  expect(byGitlab.trimEnd().split('\n')).toHaveLength(1 + 1 + 20);

  const job = example('sweep-shards.k8s.yaml') as KubernetesObject;
  expect([job.apiVersion, job.kind, job.spec.completionMode]).toEqual(['batch/v1', 'Job', 'Indexed']);
  const [container] = job.spec.template.spec.containers;
  const pods = Array.from({ length: job.spec.completions! }, (_, index) => ({ ...variables(container!.env), JOB_COMPLETION_INDEX: String(index) }));
  expect(container!.command).toEqual(['sh', '-ec']);
  expect(await sweepInShards('kubernetes-', container!.args.join('\n'), pods)).toBe(byGitlab);

  const { arrayProperties, containerOverrides } = example('sweep-shards.aws-batch.json') as BatchSubmission;
  const children = Array.from({ length: arrayProperties.size }, (_, index) => ({
    ...variables(containerOverrides.environment),
    AWS_BATCH_JOB_ARRAY_INDEX: String(index),
  }));
  expect(await sweepInShards('batch-', containerOverrides.command[2]!, children)).toBe(byGitlab);
});

test('the job that merges calls what there is', () => {
  const { merge } = example('sweep-shards.gitlab-ci.yml') as { merge: GitlabJob };
  expect(merge.script.map((line) => line.split(' ').slice(0, 2))).toEqual([
    ['sim', 'merge'],
    ['sim', 'merge'],
  ]);
});

test('the workers of the example take the address and the password of the secret', async () => {
  const { kind, spec } = example('sweep-workers.k8s.yaml') as KubernetesObject;
  const [container] = spec.template.spec.containers;
  expect(kind).toBe('Deployment');
  expect(container!.env.map(({ name }) => name)).toEqual(['QUEUE', 'REDISCLI_AUTH']);
  const [call] = calls(container!.args.join('\n'), { QUEUE: 'redis://127.0.0.1:1' });
  expect(call).toEqual(['worker', 'redis://127.0.0.1:1', '-j', '2']);
  expect((await sim([...call!, '--patience', '100ms'])).stderr).toContain('redis://127.0.0.1:1 did not answer');
});
