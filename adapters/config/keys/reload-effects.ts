import type { KeyPath } from '../key-path.ts';
import type { autoscalerKeys } from './autoscaler-keys.ts';
import type { globalKeys } from './global-keys.ts';
import type { runnerKeys } from './runner-keys.ts';

/** When a changed value is in force after a reload: at once, for jobs received from then on, after a restart, or never since nothing goes by it. */
export type ReloadEffect = 'now' | 'next-job' | 'restart' | 'none';

type Effects<K, Except = never> = Readonly<Record<Exclude<keyof K, Except>, ReloadEffect>>;

const ofGlobal: Effects<typeof globalKeys, 'runners'> = {
  concurrent: 'now',
  check_interval: 'now',
  log_level: 'now',
  log_format: 'now',
  listen_address: 'restart',
  shutdown_timeout: 'now',
  connection_max_age: 'restart',
  user: 'none',
  sentry_dsn: 'none',
  labels: 'none',
  experimental: 'none',
  session_server: 'none',
};

type OtherKeys =
  | 'referees'
  | 'proxy_exec'
  | 'step_runner_image'
  | 'pre_clone_script'
  | 'post_clone_script'
  | 'ssh'
  | 'docker'
  | 'parallels'
  | 'virtualbox'
  | 'machine'
  | 'kubernetes'
  | 'custom';

const ofRunner: Effects<typeof runnerKeys, 'autoscaler' | 'feature_flags' | OtherKeys> = {
  name: 'restart',
  url: 'restart',
  token: 'restart',
  id: 'none',
  token_obtained_at: 'none',
  token_expires_at: 'none',
  'tls-ca-file': 'restart',
  'tls-cert-file': 'restart',
  'tls-key-file': 'restart',
  executor: 'restart',
  shell: 'next-job',
  limit: 'now',
  request_concurrency: 'now',
  strict_check_interval: 'now',
  output_limit: 'next-job',
  unhealthy_requests_limit: 'now',
  unhealthy_interval: 'now',
  job_status_final_update_retry_limit: 'next-job',
  builds_dir: 'next-job',
  cache_dir: 'next-job',
  custom_build_dir: 'next-job',
  clone_url: 'next-job',
  environment: 'next-job',
  pre_get_sources_script: 'next-job',
  post_get_sources_script: 'next-job',
  pre_build_script: 'next-job',
  post_build_script: 'next-job',
  prepare_timeout: 'next-job',
  get_sources_timeout: 'next-job',
  debug_trace_disabled: 'next-job',
  safe_directory_checkout: 'next-job',
  clean_git_config: 'next-job',
  use_slot_cgroups: 'next-job',
  slot_cgroup_template: 'next-job',
  instance: 'next-job',
  monitoring: 'restart',
  cache: 'restart',
  labels: 'none',
};

/** All others need a restart. @remarks Source: semantics.md §1.4, "only `policy` reloads". */
const ofAutoscaler: Partial<Effects<typeof autoscalerKeys>> = {
  policy: 'now',
  instance_acquire_timeout: 'next-job',
  log_internal_ip: 'next-job',
  log_external_ip: 'next-job',
};

/** Flags of the manager; all others are for jobs. */
const ofFlags: Readonly<Record<string, ReloadEffect>> = {
  FF_USE_ADAPTIVE_REQUEST_CONCURRENCY: 'now',
  FF_USE_FLEETING_ACQUIRE_HEARTBEATS: 'restart',
  FF_USE_JOB_ROUTER: 'restart',
  FF_EXPORT_HIGH_CARDINALITY_METRICS: 'restart',
};

/** When a changed key is in force after the configuration was read anew. A runner that comes or goes needs a restart. */
export function reloadEffect(path: KeyPath): ReloadEffect {
  const [table, second, third] = path.filter((segment) => typeof segment === 'string');
  if (table !== 'runners') return effectIn(ofGlobal, table);
  if (second === 'autoscaler') return effectIn(ofAutoscaler, third);
  if (second === 'feature_flags') return third === undefined ? 'next-job' : (ofFlags[third] ?? 'next-job');
  return effectIn(ofRunner, second);
}

function effectIn(effects: Readonly<Record<string, ReloadEffect | undefined>>, name: string | undefined): ReloadEffect {
  return (name === undefined ? undefined : effects[name]) ?? 'restart';
}
