import { key } from '../key-builders.ts';
import { connectorKeys } from './connector-keys.ts';
import { policyKeys } from './policy-keys.ts';

const buckets = 'the buckets of instance_operation_time_buckets';

const vmIsolationKeys = {
  enabled: key.bool(false, 'Run each job in a VM of its own inside the instance, made by the nesting daemon.'),
  nesting_host: key.string('', "Address of the nesting daemon on the instance, as 'unix:///path/nesting.sock'."),
  nesting_config: key.opaque("The nesting daemon's own configuration, handed to it as JSON."),
  image: key.string('', "VM image for jobs that name none; a job's own image must pass allowed_images."),
  connector_config: key.table(connectorKeys, 'How the manager connects to the nested VM, through the instance.'),
};

const scaleThrottleKeys = {
  limit: key.int(100, 'New instances a second; -1 for no limit.', { min: -1, note: '0 means 100' }),
  burst: key.int(0, 'New instances at once before limit applies; ignored when limit is -1.', { min: 0, note: 'max_instances, or limit where that is unset' }),
};

const stateStorageKeys = {
  enabled: key.bool(false, 'Keep what is known of instances over a restart; otherwise a restart removes those it finds.'),
  dir: key.string('', 'Where that is kept.', '.taskscaler beside the configuration file'),
  keep_instance_with_acquisitions: key.bool(false, 'Keep a restored instance although it had jobs when the manager stopped.'),
};

/** The keys of `[runners.autoscaler]` and below. */
export const autoscalerKeys = {
  plugin: key.string('', 'The fleet: aws, googlecloud, azure, docker or static, or the name of a fleeting plugin with a version.'),
  plugin_config: key.opaque("The fleet's own configuration."),
  capacity_per_instance: key.int(1, 'Jobs that an instance runs at the same time: its slots.', { note: 'less than 1 means 1' }),
  max_use_count: key.int(0, 'Jobs after which an instance is removed.', { min: 0, note: 'no limit' }),
  max_instances: key.int(0, 'Most instances in any state, those being created or deleted included.', { min: 0, note: "the group's own limit" }),
  instance_ready_command: key.string('', 'Command that must succeed on a new instance before it takes jobs; on failure the instance is replaced.'),
  instance_acquire_timeout: key.duration(900_000, 'How long a job waits for an instance, for each of three tries.', { min: 0, zeroIsDefault: true }),
  update_interval: key.duration(60_000, 'How often the fleet is listed while nothing is expected to change.', { min: 0, zeroIsDefault: true }),
  update_interval_when_expecting: key.duration(2_000, 'How often the fleet is listed while instances come or go.', { min: 0, zeroIsDefault: true }),
  deletion_retry_interval: key.duration(60_000, 'When a removal is asked for again that has shown no effect.', { min: 0, zeroIsDefault: true }),
  shutdown_deletion_interval: key.duration(10_000, 'Pause between checks of removals during shutdown.', { min: 0, zeroIsDefault: true }),
  shutdown_deletion_retries: key.int(3, 'Number of those checks.', { min: 0, zeroIsDefault: true }),
  failure_threshold: key.int(3, 'Health failures in a row after which an instance is replaced.', { min: 0, zeroIsDefault: true }),
  scale_throttle: key.table(scaleThrottleKeys, 'How fast instances may be created.'),
  reservation_throttling: key.optionalBool('Hold back job requests so that an idle instance can be removed.', 'false; upstream true'),
  log_internal_ip: key.bool(false, "Name the instance's internal address in the job log."),
  log_external_ip: key.bool(false, "Name the instance's external address in the job log."),
  delete_instances_on_shutdown: key.bool(false, 'Remove every instance when the manager stops.'),
  vm_isolation: key.table(vmIsolationKeys, 'Nested VMs.'),
  state_storage: key.table(stateStorageKeys, 'What survives a restart.'),
  connector_config: key.table(connectorKeys, 'How the manager connects to the instance.'),
  policy: key.tables(policyKeys, 'How many slots are kept idle, and when.'),
  instance_operation_time_buckets: key.floats('Histogram buckets in seconds for the times of all instance operations.', 'built in'),
  instance_creation_time_buckets: key.floats('Histogram buckets in seconds for the time until an instance is created.', buckets),
  instance_is_running_time_buckets: key.floats('Histogram buckets in seconds for the time until an instance runs.', buckets),
  instance_deletion_time_buckets: key.floats('Histogram buckets in seconds for the time until an instance is gone.', buckets),
  instance_readiness_time_buckets: key.floats('Histogram buckets in seconds for the time until an instance takes jobs.', buckets),
  instance_life_duration_buckets: key.floats('Histogram buckets in seconds for the life of an instance.', 'built in'),
};
