import type { RunnerTable } from '../config/gitlab-runner-config.ts';
import type { JobPayload, JobVariable } from '../coordinator/job-payload.ts';
import type { FeatureFlags } from './feature-flags.ts';
import type { JobDirectories } from './job-directories.ts';
import type { JobFacts } from './job-facts.ts';
import { runnerVariable, temporaryDirectoryKey, withoutMarks } from './job-variables.ts';
import { shortenToken } from '../logging/shorten-token.ts';

/** What a runner adds to the variables of a job. */
export interface RunnerVariableSource {
  readonly payload: JobPayload;
  readonly runner: RunnerTable;
  readonly facts: JobFacts;
  readonly directories: JobDirectories;
}

/**
 * The variables of lower precedence than the job's own: `environment` of the runner, then what the runner knows.
 *
 * @remarks Source: golden/runner/jobs/24-debug-trace.log, which exports them in this order.
 */
export function variablesBeforeJob(source: RunnerVariableSource): JobVariable[] {
  const { payload, runner, facts, directories } = source;
  return [
    ...(payload.image === null || payload.image.name === '' ? [] : [runnerVariable('CI_JOB_IMAGE', payload.image.name)]),
    runnerVariable('CI_RUNNER_SHORT_TOKEN', shortenToken(runner.token.reveal())),
    ...environment(runner.environment.reveal()),
    runnerVariable('CI_BUILDS_DIR', directories.builds),
    runnerVariable('CI_PROJECT_DIR', directories.project),
    runnerVariable('CI_CONCURRENT_ID', String(facts.concurrentId)),
    runnerVariable('CI_CONCURRENT_PROJECT_ID', String(facts.concurrentProjectId)),
    runnerVariable('CI_SERVER', 'yes'),
    runnerVariable('CI_JOB_STATUS', 'running'),
    runnerVariable('CI_JOB_TIMEOUT', String(jobTimeoutSeconds(payload))),
    ...tlsVariables(facts),
  ];
}

/** The variables that no job can override. An instance is shared: other jobs may run beside this one or have run before. */
export function variablesAfterJob({ facts, directories }: RunnerVariableSource): JobVariable[] {
  return [
    runnerVariable('CI_SHARED_ENVIRONMENT', 'true'),
    runnerVariable('CI_RUNNER_VERSION', facts.version.version),
    runnerVariable('CI_RUNNER_REVISION', facts.version.revision),
    runnerVariable('CI_RUNNER_EXECUTABLE_ARCH', `${facts.version.platform}/${facts.version.architecture}`),
    runnerVariable(temporaryDirectoryKey, directories.temporary),
  ];
}

/** Feature flags as variables. */
export function flagVariables(flags: FeatureFlags): JobVariable[] {
  return [...flags].map(([name, on]) => runnerVariable(name, String(on)));
}

/** The job's own time-out, two hours where the coordinator names none. */
export function jobTimeoutSeconds(payload: JobPayload): number {
  return payload.runner_info.timeout > 0 ? payload.runner_info.timeout : 7200;
}

/** `NAME=value` entries; one without an equals sign is no variable. */
function environment(entries: readonly string[]): JobVariable[] {
  return entries
    .filter((entry) => entry.includes('='))
    .map((entry) => ({ entry, end: entry.indexOf('=') }))
    .map(({ entry, end }) => withoutMarks({ ...runnerVariable(entry.slice(0, end), entry.slice(end + 1)), public: false }));
}

function tlsVariables({ tls }: JobFacts): JobVariable[] {
  if (tls === null) return [];
  const client = tls.certificate !== '' && tls.key !== '';
  return [
    ...(tls.caChain === '' ? [] : [{ ...runnerVariable('CI_SERVER_TLS_CA_FILE', tls.caChain, 'file'), raw: true }]),
    ...(client ? [{ ...runnerVariable('CI_SERVER_TLS_CERT_FILE', tls.certificate, 'file'), raw: true }] : []),
    ...(client ? [{ ...runnerVariable('CI_SERVER_TLS_KEY_FILE', tls.key, 'file'), raw: true, public: false }] : []),
  ];
}
