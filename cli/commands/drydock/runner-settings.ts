import { addSwitch, asNumber, EnvOption } from '../../env-option.ts';
import { InvalidArgumentError, type Command } from 'commander';

type Kind = 'text' | 'number' | 'switch' | 'list' | 'flags';

/** A key of `[[runners]]` that a flag, or its variable, can give. */
interface RunnerSetting {
  readonly flag: string;
  readonly variable: string;
  readonly key: string;
  readonly kind: Kind;
  readonly description: string;
}

const setting = (flag: string, variable: string, kind: Kind, description: string, key = flag.replaceAll('-', '_')): RunnerSetting => ({
  flag,
  variable,
  key,
  kind,
  description,
});

/** The flags of `register` that become keys of the new runner, under upstream's names. @remarks Source: ux.md §1.1; those of other executors are left out. */
export const runnerSettings: readonly RunnerSetting[] = [
  setting('tls-ca-file', 'CI_SERVER_TLS_CA_FILE', 'text', 'certificates that GitLab is verified against', 'tls-ca-file'),
  setting('tls-cert-file', 'CI_SERVER_TLS_CERT_FILE', 'text', 'client certificate', 'tls-cert-file'),
  setting('tls-key-file', 'CI_SERVER_TLS_KEY_FILE', 'text', 'private key of the client certificate', 'tls-key-file'),
  setting('limit', 'RUNNER_LIMIT', 'number', 'most jobs of this runner at the same time'),
  setting('output-limit', 'RUNNER_OUTPUT_LIMIT', 'number', 'longest job log in kilobytes'),
  setting('request-concurrency', 'RUNNER_REQUEST_CONCURRENCY', 'number', 'most job requests at the same time'),
  setting('strict-check-interval', 'RUNNER_STRICT_CHECK_INTERVAL', 'switch', 'wait for check_interval even after a job'),
  setting('unhealthy-requests-limit', 'RUNNER_UNHEALTHY_REQUESTS_LIMIT', 'number', 'failed job requests in a row after which the runner pauses'),
  setting('unhealthy-interval', 'RUNNER_UNHEALTHY_INTERVAL', 'text', 'how long it pauses'),
  setting('job-status-final-update-retry-limit', 'RUNNER_JOB_STATUS_FINAL_UPDATE_RETRY_LIMIT', 'number', 'retries of a final job status'),
  setting('builds-dir', 'RUNNER_BUILDS_DIR', 'text', 'directory for builds on the instance'),
  setting('cache-dir', 'RUNNER_CACHE_DIR', 'text', 'directory for caches on the instance'),
  setting('clone-url', 'CLONE_URL', 'text', 'address that sources are fetched from'),
  setting('env', 'RUNNER_ENV', 'list', 'a variable for every job as NAME=value; may be repeated', 'environment'),
  setting('pre-get-sources-script', 'RUNNER_PRE_GET_SOURCES_SCRIPT', 'text', 'commands before sources are fetched'),
  setting('post-get-sources-script', 'RUNNER_POST_GET_SOURCES_SCRIPT', 'text', 'commands after sources are fetched'),
  setting('pre-build-script', 'RUNNER_PRE_BUILD_SCRIPT', 'text', 'commands before the script of a job'),
  setting('post-build-script', 'RUNNER_POST_BUILD_SCRIPT', 'text', 'commands after the script of a job'),
  setting('prepare-timeout', 'RUNNER_PREPARE_TIMEOUT', 'text', 'longest time for a job’s preparation'),
  setting('get-sources-timeout', 'RUNNER_GET_SOURCES_TIMEOUT', 'text', 'longest time for fetching sources'),
  setting('debug-trace-disabled', 'RUNNER_DEBUG_TRACE_DISABLED', 'switch', 'ignore CI_DEBUG_TRACE'),
  setting('safe-directory-checkout', 'RUNNER_SAFE_DIRECTORY_CHECKOUT', 'switch', 'mark the job’s directory as safe for Git'),
  setting('clean-git-config', 'RUNNER_CLEAN_GIT_CONFIG', 'switch', 'clean the Git configuration around a job'),
  setting('shell', 'RUNNER_SHELL', 'text', 'bash, sh, pwsh or powershell'),
  setting('use-slot-cgroups', 'RUNNER_USE_SLOT_CGROUPS', 'switch', 'name a control group for each slot'),
  setting('slot-cgroup-template', 'RUNNER_SLOT_CGROUP_TEMPLATE', 'text', 'its name; ${slot} stands for the slot'),
  setting('feature-flags', 'FEATURE_FLAGS', 'flags', 'a feature flag as NAME:true; may be repeated'),
];

const valueNames: Readonly<Record<Kind, string>> = { text: ' <text>', number: ' <n>', switch: '', list: ' <NAME=value>', flags: ' <NAME:bool>' };

/** Gives a command the options of all settings. */
export function addRunnerSettings(command: Command): void {
  for (const { flag, variable, kind, description } of runnerSettings) {
    const option = new EnvOption(`--${flag}${valueNames[kind]}`, description, variable);
    if (kind === 'number') asNumber(option);
    if (kind === 'list') option.argParser((text: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), text]);
    if (kind === 'flags') option.argParser((text: string, earlier: FeatureFlags | undefined) => ({ ...earlier, ...featureFlag(text) }));
    if (kind === 'switch') addSwitch(command, option);
    else command.addOption(option);
  }
}

type FeatureFlags = Readonly<Record<string, boolean>>;

function featureFlag(text: string): FeatureFlags {
  const [, name, value] = /^(\w+)[:=](true|false)$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('expected NAME:true or NAME:false.');
  return { [name]: value === 'true' };
}
