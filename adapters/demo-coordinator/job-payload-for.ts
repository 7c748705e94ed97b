import type { CoordinatorJob, ServedPayload } from './coordinator-job.ts';
import { archiveOf } from './artifact-routes.ts';
import type { DemoCommit, DemoJob } from './demo-job.ts';

/** Where and as what a job of a pipeline is served. */
export interface PayloadCircumstances {
  readonly id: number;
  readonly token: string;
  readonly pipelineId: number;
  /** The coordinator's address. */
  readonly url: string;
  readonly commit: DemoCommit | null;
}

const noSha = '0'.repeat(40);

/** The failure reasons that GitLab tells runners it knows. */
const failureReasons = ['script_failure', 'runner_system_failure', 'job_execution_timeout', 'unknown_failure', 'runner_configuration_error'];

/** What a runner is told of a job: everything that GitLab tells, as far as a job without secrets, services and includes has it. */
export function jobPayloadFor(job: DemoJob, where: PayloadCircumstances): ServedPayload {
  const { id, token, commit } = where;
  const project = commit?.project ?? 'demo/project';
  return {
    id,
    token,
    allow_git_fetch: true,
    job_info: {
      id,
      name: job.name,
      stage: job.stage,
      pipeline_id: where.pipelineId,
      project_id: 1,
      project_name: project.split('/').at(-1),
      project_full_path: project,
    },
    git_info: gitInfo(where, project),
    runner_info: { timeout: job.timeoutSeconds ?? 3600, runner_session_url: null },
    inputs: [],
    variables: variablesOf(job, where, project),
    steps: stepsOf(job),
    image: job.image === undefined ? null : { name: job.image, entrypoint: null, ports: [] },
    services: [],
    artifacts: artifactsOf(job),
    cache: job.cache === undefined ? [] : [{ ...job.cache, untracked: false, policy: 'pull-push', when: 'on_success', fallback_keys: [] }],
    credentials: [],
    dependencies: [],
    hooks: [],
    features: { trace_sections: true, token_mask_prefixes: ['glpat-', 'glcbt-'], failure_reasons: failureReasons },
  };
}

/** The payload with the jobs whose artifacts it gets, as far as they left any. */
export function withDependencies(payload: ServedPayload, needed: readonly CoordinatorJob[]): ServedPayload {
  const dependencies = needed.flatMap((job) => {
    const archive = archiveOf(job);
    if (archive === null) return [];
    const { name } = job.payload['job_info'] as { readonly name: string };
    return [{ id: job.id, token: job.payload.token, name, artifacts_file: { filename: archive.filename, size: archive.bytes.length } }];
  });
  return { ...payload, dependencies };
}

function gitInfo({ url, token, commit }: PayloadCircumstances, project: string): object {
  const ref = commit?.ref ?? 'main';
  return {
    repo_url: cloneUrl(url, token, project),
    repo_object_format: 'sha1',
    ref,
    sha: commit?.sha ?? noSha,
    before_sha: noSha,
    ref_type: 'branch',
    refspecs: [`+refs/heads/${ref}:refs/remotes/origin/${ref}`],
    depth: 20,
  };
}

function cloneUrl(url: string, token: string, project: string): string {
  return `${url.replace('://', `://gitlab-ci-token:${token}@`)}/${project}.git`;
}

function variablesOf(job: DemoJob, where: PayloadCircumstances, project: string): object[] {
  const { id, token, url, commit, pipelineId } = where;
  const shown = {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_SERVER: 'yes',
    CI_SERVER_URL: url,
    CI_API_V4_URL: `${url}/api/v4`,
    CI_PIPELINE_ID: String(pipelineId),
    CI_JOB_ID: String(id),
    CI_JOB_NAME: job.name,
    CI_JOB_STAGE: job.stage,
    CI_PROJECT_ID: '1',
    CI_PROJECT_NAME: project.split('/').at(-1) ?? project,
    CI_PROJECT_PATH: project,
    CI_COMMIT_SHA: commit?.sha ?? noSha,
    CI_COMMIT_REF_NAME: commit?.ref ?? 'main',
    ...(commit === null ? { GIT_STRATEGY: 'none' } : {}),
    ...job.variables,
  };
  const hidden = { CI_JOB_TOKEN: token, CI_REPOSITORY_URL: cloneUrl(url, token, project) };
  const of = (values: Readonly<Record<string, string>>, secret: boolean): object[] =>
    Object.entries(values).map(([key, value]) => ({ key, value, public: !secret, masked: secret && value === token, raw: false, file: false }));
  return [...of(shown, false), ...of(hidden, true)];
}

function stepsOf({ script, afterScript, timeoutSeconds = 3600 }: DemoJob): object[] {
  const steps = [{ name: 'script', script, timeout: timeoutSeconds, when: 'on_success', allow_failure: false }];
  return afterScript === undefined
    ? steps
    : [...steps, { name: 'after_script', script: afterScript, timeout: timeoutSeconds, when: 'always', allow_failure: true }];
}

function artifactsOf({ artifacts }: DemoJob): object[] {
  if (artifacts === undefined) return [];
  const { name = 'artifacts', paths, when = 'on_success' } = artifacts;
  return [{ name, untracked: false, paths, exclude: [], when, artifact_type: 'archive', artifact_format: 'zip', expire_in: '1 day' }];
}
