import { key } from '../key-builders.ts';
import { autoscalerKeys } from './autoscaler-keys.ts';
import { cacheKeys } from './cache-keys.ts';

const instanceKeys = {
  allowed_images: key.strings([], 'Patterns of the VM images that jobs may name; `*` within a path segment, `**` over segments.', 'all'),
  use_common_build_dir: key.bool(false, 'All jobs build in the same directory; needs vm_isolation or max_use_count = 1.'),
};

const jobQueuingDurationKeys = {
  periods: key.strings([], 'Minutes in which the threshold holds: unix-cron expressions of five fields.'),
  timezone: key.string('', 'IANA name of the zone in which periods are read.', "the system's zone"),
  threshold: key.duration(0, 'Longest time that a job should queue.', { min: 0 }),
  jobs_running_for_project: key.string('', "Regular expression on the project's number of running jobs; the threshold holds where it matches.", 'always'),
};

const monitoringKeys = {
  job_queuing_durations: key.tables(jobQueuingDurationKeys, 'Acceptable queuing times; the last one with a matching period counts.'),
};

const customBuildDirKeys = {
  enabled: key.bool(false, 'Let a job choose its build directory below builds_dir, by its variable GIT_CLONE_PATH.'),
};

const otherExecutor = 'Belongs to another executor.';
const handedOn = 'Not used by the instance executor.';

/** The keys of `[[runners]]`. */
export const runnerKeys = {
  name: key.string('', "The runner's name."),
  url: key.string('', 'Address of the GitLab instance.'),
  token: key.secret("The runner's authentication token."),
  id: key.int(0, "The runner's number in GitLab.", { min: 0 }),
  token_obtained_at: key.date('When the token was obtained.'),
  token_expires_at: key.date('When the token expires.'),
  'tls-ca-file': key.string('', 'File with the certificates that the GitLab instance is verified against.'),
  'tls-cert-file': key.string('', 'File with the client certificate.'),
  'tls-key-file': key.string('', 'File with the private key of the client certificate.'),
  executor: key.string('', 'How jobs run; Drydock serves `instance`.'),
  shell: key.oneOf(['', 'bash', 'sh', 'cmd', 'pwsh', 'powershell'], '', 'Shell that the scripts are written for.', 'bash'),
  limit: key.int(0, 'Most jobs of this runner at the same time, requests in flight included.', { min: 0, note: 'no limit' }),
  request_concurrency: key.int(1, 'Most job requests in flight; the cap of the adaptive value while that is on.', { zeroIsDefault: true }),
  strict_check_interval: key.bool(false, 'Wait for check_interval even after a request that brought a job.'),
  output_limit: key.int(4096, 'Longest job log in kilobytes.', { zeroIsDefault: true }),
  unhealthy_requests_limit: key.int(3, 'Failed job requests in a row after which the runner pauses.', { zeroIsDefault: true }),
  unhealthy_interval: key.duration(3_600_000, 'How long it pauses.', { zeroIsDefault: true }),
  job_status_final_update_retry_limit: key.int(10, "Retries of a job's final status.", { zeroIsDefault: true }),
  builds_dir: key.string('', 'Directory on the instance in which jobs are built.', 'builds'),
  cache_dir: key.string('', 'Directory on the instance for caches.', 'cache'),
  custom_build_dir: key.table(customBuildDirKeys, 'The directory that a job builds in.'),
  clone_url: key.string('', 'Address that sources are fetched from instead of url.'),
  environment: key.secrets('Variables for every job, as NAME=value.'),
  pre_get_sources_script: key.string('', 'Commands before sources are fetched.'),
  post_get_sources_script: key.string('', 'Commands after sources are fetched.'),
  pre_build_script: key.string('', "Commands before the job's script."),
  post_build_script: key.string('', "Commands after the job's script."),
  prepare_timeout: key.duration(0, "Longest time for a job's preparation.", { note: "the job's time-out" }),
  get_sources_timeout: key.duration(0, 'Longest time for fetching sources.', { note: "the job's time-out" }),
  debug_trace_disabled: key.bool(false, 'Ignore CI_DEBUG_TRACE.'),
  safe_directory_checkout: key.optionalBool("Mark the job's directory as safe for Git.", 'true'),
  clean_git_config: key.optionalBool('Clean the Git configuration before and after a job.', 'true'),
  use_slot_cgroups: key.bool(false, 'Name a control group for each slot in GITLAB_RUNNER_SLOT_CGROUP.'),
  slot_cgroup_template: key.string('gitlab-runner/slot-${slot}', 'That name; ${slot} stands for the slot.'),
  feature_flags: key.flags('Feature flags of the runner. FF_USE_ADAPTIVE_REQUEST_CONCURRENCY is on, FF_USE_FLEETING_ACQUIRE_HEARTBEATS off by default.'),
  instance: key.table(instanceKeys, 'The instance executor.'),
  autoscaler: key.optionalTable(autoscalerKeys, 'The fleet and its scaling.'),
  monitoring: key.table(monitoringKeys, 'What this runner is measured against.'),
  cache: key.optionalTable(cacheKeys, 'Where caches are kept beside the instances.'),
  labels: key.opaque("The runner's labels."),
  referees: key.foreign(handedOn),
  proxy_exec: key.foreign(handedOn),
  step_runner_image: key.foreign(handedOn),
  pre_clone_script: key.foreign('Old name of pre_get_sources_script.'),
  post_clone_script: key.foreign('Old name of post_get_sources_script.'),
  ssh: key.foreign(otherExecutor),
  docker: key.foreign(otherExecutor),
  parallels: key.foreign(otherExecutor),
  virtualbox: key.foreign(otherExecutor),
  machine: key.foreign(otherExecutor),
  kubernetes: key.foreign(otherExecutor),
  custom: key.foreign(otherExecutor),
};
