/** Who speaks, in its own words: for the user agent and for GitLab's page of the runner. */
export interface RunnerIdentity {
  readonly name: string;
  readonly version: string;
  readonly revision: string;
}

/** What of a runner's configuration GitLab is told. */
export interface DescribedRunner {
  readonly identity: RunnerIdentity;
  /** `[[runners]] executor`; empty where it is not known yet. */
  readonly executor: string;
  readonly shell: string;
  /** `[[runners]] labels`, with the global ones; left out where there are none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The block `info` of the runner API, in the order of its keys on the wire. */
export interface RunnerInfo {
  readonly name: string;
  readonly version: string;
  readonly revision: string;
  readonly platform: string;
  readonly architecture: string;
  readonly executor?: string;
  readonly shell?: string;
  readonly features: Readonly<Record<string, boolean>>;
  readonly config: { readonly gpus: string };
  readonly labels?: Readonly<Record<string, string>>;
}

/** Every feature that GitLab asks after, in the order of the wire. */
const featureNames = [
  'variables',
  'image',
  'services',
  'artifacts',
  'cache',
  'fallback_cache_keys',
  'shared',
  'upload_multiple_artifacts',
  'upload_raw_artifacts',
  'session',
  'terminal',
  'refspecs',
  'masking',
  'proxy',
  'raw_variables',
  'artifacts_exclude',
  'multi_build_steps',
  'trace_reset',
  'trace_checksum',
  'trace_size',
  'vault_secrets',
  'cancelable',
  'return_exit_code',
  'service_variables',
  'service_multiple_aliases',
  'image_executor_opts',
  'service_executor_opts',
  'cancel_gracefully',
  'native_steps_integration',
  'two_phase_job_commit',
  'job_inputs',
] as const;

type FeatureName = (typeof featureNames)[number];

const ofProtocol: readonly FeatureName[] = ['trace_reset', 'trace_checksum', 'trace_size', 'cancelable', 'cancel_gracefully', 'two_phase_job_commit'];

const ofExecutor: readonly FeatureName[] = ['variables', 'shared'];

const ofShell: readonly FeatureName[] = [
  'artifacts',
  'upload_multiple_artifacts',
  'upload_raw_artifacts',
  'cache',
  'fallback_cache_keys',
  'refspecs',
  'masking',
  'raw_variables',
  'artifacts_exclude',
  'multi_build_steps',
  'return_exit_code',
];

const platforms: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' };
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };

/** The operating system and processor in the names that GitLab knows. */
export function goPlatform(): { readonly platform: string; readonly architecture: string } {
  return { platform: platforms[process.platform] ?? process.platform, architecture: architectures[process.arch] ?? process.arch };
}

/**
 * What GitLab is told of a runner with every call. GitLab refuses a job here that needs a feature the runner does not claim, with a reason, so only what
 * Drydock does is claimed: of what the instance executor of GitLab Runner claims, `vault_secrets`, `native_steps_integration` and `job_inputs` are missing.
 *
 * @remarks Source: peer-runner.md §1 and the records of its HTTP calls.
 */
export function runnerInfo({ identity, executor, shell, labels }: DescribedRunner): RunnerInfo {
  const claimed = new Set<FeatureName>(executor === '' ? ofProtocol : [...ofProtocol, ...ofExecutor, ...ofShell]);
  return {
    ...identity,
    ...goPlatform(),
    ...(executor === '' ? {} : { executor, shell: shell === '' ? 'bash' : shell }),
    features: Object.fromEntries(featureNames.map((name) => [name, claimed.has(name)])),
    config: { gpus: '' },
    ...(labels === undefined || Object.keys(labels).length === 0 ? {} : { labels }),
  };
}

/** How a runner names itself in `User-Agent`. */
export function userAgent({ name, version, revision }: RunnerIdentity): string {
  const { platform, architecture } = goPlatform();
  return `${name} ${version} (${revision}; node${process.versions.node}; ${platform}/${architecture})`;
}
