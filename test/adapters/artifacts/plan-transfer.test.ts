import { describe, expect, test } from 'vitest';
import { planTransfer } from '../../../adapters/artifacts/plan-transfer.ts';
import type { TransferContext } from '../../../adapters/artifacts/transfer-context.ts';
import type { JobArtifacts, JobDependency, JobPayload } from '../../../adapters/coordinator/job-payload.ts';
import { defaultFeatureFlags } from '../../../adapters/shell/feature-flags.ts';
import { JobVariables, runnerVariable } from '../../../adapters/shell/job-variables.ts';

const entry: JobArtifacts = {
  name: '',
  untracked: false,
  paths: ['out'],
  exclude: [],
  when: 'on_success',
  artifact_type: 'archive',
  artifact_format: 'zip',
  expire_in: '',
};

function context(payload: Partial<JobPayload>, flags: Readonly<Record<string, boolean>> = {}): TransferContext {
  return {
    payload: { id: 7, token: 'glcbt-64_token', artifacts: [], cache: [], dependencies: [], ...payload } as unknown as JobPayload,
    coordinatorUrl: 'https://gitlab.example.com/ci/',
    variables: new JobVariables([runnerVariable('CI_JOB_NAME', 'build'), runnerVariable('CI_PROJECT_DIR', '\0/builds/project')]),
    featureFlags: new Map([...defaultFeatureFlags, ...(Object.entries(flags) as [never, boolean][])]),
    projectDirectory: '\0/builds/project',
    cacheDirectory: '\0/cache',
    cacheRequestTimeout: 10,
    cacheStore: null,
  };
}

describe('what a stage moves', () => {
  test.each([
    ['upload_artifacts_on_success', ['always', 'on_success', '']],
    ['upload_artifacts_on_failure', ['always', 'on_failure']],
  ] as const)('%s takes the artifacts that are for it', async (stage, expected) => {
    const whens = ['always', 'on_failure', 'on_success', ''] as const;
    const plan = await planTransfer(stage, context({ artifacts: whens.map((when) => ({ ...entry, when, name: when })) }));
    expect(plan?.kind === 'upload-artifacts' ? plan.uploads.map(({ name }) => name).sort() : null).toEqual([...expected].sort());
  });

  test('variables stand in names and paths, and the project directory may be written out', async () => {
    const artifacts = [{ ...entry, name: '$CI_JOB_NAME-files', paths: ['$CI_PROJECT_DIR/out/$CI_JOB_NAME'] }];
    const plan = await planTransfer('upload_artifacts_on_success', context({ artifacts }));
    expect(plan).toMatchObject({
      access: { url: 'https://gitlab.example.com' },
      uploads: [{ name: 'build-files', files: { paths: [{ base: 'out/build' }] } }],
    });
  });

  test('a stage without anything to move is none', async () => {
    expect(await planTransfer('upload_artifacts_on_success', context({ artifacts: [{ ...entry, paths: [] }] }))).toBeNull();
    expect(await planTransfer('upload_artifacts_on_failure', context({ artifacts: [entry] }))).toBeNull();
    expect(await planTransfer('download_artifacts', context({}))).toBeNull();
    expect(await planTransfer('restore_cache', context({}))).toBeNull();
    expect(await planTransfer('archive_cache', context({}))).toBeNull();
    expect(await planTransfer('step_script', context({}))).toBeNull();
  });

  test('only jobs that have artifacts are downloaded from, directly unless FF_USE_DIRECT_DOWNLOAD is off', async () => {
    const dependency: JobDependency = { id: 5, token: 't', name: 'build', artifacts_file: { filename: 'artifacts.zip', size: 9 } };
    const dependencies = [dependency, { ...dependency, id: 6, artifacts_file: null }];
    expect(await planTransfer('download_artifacts', context({ dependencies }))).toMatchObject({ downloads: [{ jobId: 5, token: 't', direct: true }] });
    expect(await planTransfer('download_artifacts', context({ dependencies }, { FF_USE_DIRECT_DOWNLOAD: false }))).toMatchObject({
      downloads: [{ direct: false }],
    });
  });

  test('waits are those of the real runner', async () => {
    const plan = await planTransfer('upload_artifacts_on_success', context({ artifacts: [entry] }));
    expect(plan?.site.pace).toEqual({ calls: [0.1, 0.2, 0.4, 0.8], uploads: [1, 2], unavailable: [1, 2, 4, 5, 5], downloads: [1, 1] });
  });
});
