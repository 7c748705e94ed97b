import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { Sealed } from '../../../adapters/config/sealed.ts';
import { toManagerConfig } from '../../../adapters/config/to-manager-config.ts';

/** Lines of a table, the path of what they set in the configuration, and what must be there; an Error stands for one that says this. */
type Example = readonly [lines: string, path: string, expected: unknown];

const tables = {
  global: 'concurrent = 1\n',
  runner: 'concurrent = 1\n[[runners]]\nexecutor = "instance"\n',
  instance: 'concurrent = 1\n[[runners]]\nexecutor = "instance"\n[runners.instance]\n',
  autoscaler: 'concurrent = 1\n[[runners]]\nexecutor = "instance"\n[runners.autoscaler]\n',
  policy: 'concurrent = 1\n[[runners]]\nexecutor = "instance"\n[[runners.autoscaler.policy]]\n',
};

/** Proves what a key means by examples; the sentence is the test's name. */
function key(sentence: string, table: keyof typeof tables, examples: readonly Example[]): void {
  test(sentence, () => {
    for (const [lines, path, expected] of examples) expectExample(tables[table] + lines, path, expected);
  });
}

function expectExample(text: string, path: string, expected: unknown): void {
  const { config, findings } = loadConfig(text, 'config.toml', { defaultZone: 'UTC' });
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (expected instanceof Error) {
    expect(errors.join('\n'), text).toContain(expected.message);
    return;
  }
  expect(errors, text).toEqual([]);
  const manager = config === null ? null : toManagerConfig(config).manager;
  expect(at({ ...config, manager }, path), `${text} ${path}`).toEqual(expected);
}

function at(value: unknown, path: string): unknown {
  let found = value;
  for (const part of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
  return found instanceof Sealed ? found.reveal() : found;
}

/** Warnings of a file. */
function warnings(text: string): string {
  const { findings } = loadConfig(text, 'config.toml', { defaultZone: 'UTC' });
  return findings.map(({ severity, message }) => `${severity}: ${message}`).join('\n');
}

describe('the global section', () => {
  test('concurrent is the number of jobs at a time over all runners, and without at least 1 there is an error', () => {
    expectExample('concurrent = 7\n', 'manager.concurrent', 7);
    expect(warnings('check_interval = 3\n')).toContain("error: Current configuration 'concurrent = 0' means that no jobs will be processed");
    expect(warnings('concurrent = 0\n')).toContain('error: ');
  });
  key('check_interval is 3 seconds where it is not set, or 0 or less', 'global', [
    ['', 'manager.checkInterval', 3000],
    ['check_interval = 0', 'manager.checkInterval', 3000],
    ['check_interval = -1', 'manager.checkInterval', 3000],
    ['check_interval = 10', 'manager.checkInterval', 10_000],
  ]);
  key('log_level and log_format are info and runner, of a closed set', 'global', [
    ['', 'logLevel', 'info'],
    ['', 'logFormat', 'runner'],
    ['log_level = "trace"', 'logLevel', 'trace'],
    ['log_format = "json"', 'logFormat', 'json'],
    ['log_format = "xml"', '', new Error('log_format')],
  ]);
  key('listen_address is off where it is not set', 'global', [
    ['', 'listenAddress', ''],
    ['listen_address = "localhost:9252"', 'listenAddress', 'localhost:9252'],
  ]);
  key('shutdown_timeout is 30 seconds where it is not set, or 0 or less', 'global', [
    ['', 'manager.shutdownTimeout', 30_000],
    ['shutdown_timeout = 0', 'manager.shutdownTimeout', 30_000],
    ['shutdown_timeout = 90', 'manager.shutdownTimeout', 90_000],
  ]);
  key('connection_max_age is a duration, 15 minutes where it is not set', 'global', [
    ['', 'connectionMaxAge', 900_000],
    ['connection_max_age = "1h"', 'connectionMaxAge', 3_600_000],
  ]);
  key('session_timeout of [session_server] is 30 minutes where it is not set', 'global', [
    ['', 'sessionServer.sessionTimeout', 1_800_000],
    ['[session_server]\nsession_timeout = 60', 'sessionServer.sessionTimeout', 60_000],
  ]);
  key('a duration is a Go string with units, sign and decimals, or an integer of nanoseconds', 'global', [
    ['connection_max_age = "20m0s"', 'connectionMaxAge', 1_200_000],
    ['connection_max_age = "1.5h"', 'connectionMaxAge', 5_400_000],
    ['connection_max_age = "1500ms"', 'connectionMaxAge', 1500],
    ['connection_max_age = 2000000000', 'connectionMaxAge', 2000],
    ['connection_max_age = "20 minutes"', '', new Error('expected a duration')],
  ]);
  test('an unknown key is a warning, not an error', () => {
    expect(warnings('concurrent = 1\nconcurent = 2\n')).toMatch(/^warning: .*concurent/);
  });
});

describe('[[runners]]', () => {
  key('limit is the most requests and jobs of a runner, 0 for no limit', 'runner', [
    ['[runners.autoscaler]', 'manager.runners.0.limit', 0],
    ['limit = 4\n[runners.autoscaler]', 'manager.runners.0.limit', 4],
    ['limit = -1', '', new Error('limit must be 0 or more')],
  ]);
  key('request_concurrency is at least 1', 'runner', [
    ['[runners.autoscaler]', 'manager.runners.0.requestConcurrency', 1],
    ['request_concurrency = -3\n[runners.autoscaler]', 'manager.runners.0.requestConcurrency', 1],
    ['request_concurrency = 7\n[runners.autoscaler]', 'manager.runners.0.requestConcurrency', 7],
  ]);
  key('FF_USE_ADAPTIVE_REQUEST_CONCURRENCY is on where it is not set', 'runner', [
    ['[runners.autoscaler]', 'manager.runners.0.adaptiveRequestConcurrency', true],
    ['[runners.feature_flags]\nFF_USE_ADAPTIVE_REQUEST_CONCURRENCY = false\n[runners.autoscaler]', 'manager.runners.0.adaptiveRequestConcurrency', false],
  ]);
  key('FF_USE_FLEETING_ACQUIRE_HEARTBEATS is off where it is not set', 'runner', [
    ['[runners.autoscaler]', 'manager.runners.0.autoscaler.heartbeats', false],
    ['[runners.feature_flags]\nFF_USE_FLEETING_ACQUIRE_HEARTBEATS = true\n[runners.autoscaler]', 'manager.runners.0.autoscaler.heartbeats', true],
  ]);
  key('strict_check_interval is off where it is not set', 'runner', [
    ['[runners.autoscaler]', 'manager.runners.0.strictCheckInterval', false],
    ['strict_check_interval = true\n[runners.autoscaler]', 'manager.runners.0.strictCheckInterval', true],
  ]);
  key('unhealthy_requests_limit is 3 and unhealthy_interval an hour where they are not set', 'runner', [
    ['[runners.autoscaler]', 'manager.runners.0.unhealthyRequestsLimit', 3],
    ['[runners.autoscaler]', 'manager.runners.0.unhealthyInterval', 3_600_000],
    ['unhealthy_interval = "5m"\n[runners.autoscaler]', 'manager.runners.0.unhealthyInterval', 300_000],
  ]);
  key('output_limit is 4096 kB and job_status_final_update_retry_limit 10 where they are not set', 'runner', [
    ['[runners.autoscaler]', 'runners.0.outputLimit', 4096],
    ['output_limit = 100\n[runners.autoscaler]', 'runners.0.outputLimit', 100],
    ['[runners.autoscaler]', 'runners.0.jobStatusFinalUpdateRetryLimit', 10],
  ]);
  key("prepare_timeout and get_sources_timeout are the job's own where they are not set", 'runner', [
    ['[runners.autoscaler]', 'manager.runners.0.job.prepareTimeout', 0],
    ['prepare_timeout = "10m"\n[runners.autoscaler]', 'manager.runners.0.job.prepareTimeout', 600_000],
    ['[runners.autoscaler]', 'runners.0.getSourcesTimeout', 0],
  ]);
  test('use_slot_cgroups names a control group for each slot, with a warning where the template has no ${slot}', () => {
    expectExample(`${tables.runner}use_slot_cgroups = true\n[runners.autoscaler]\n`, 'runners.0.slotCgroupTemplate', 'gitlab-runner/slot-${slot}');
    expect(warnings(`${tables.runner}use_slot_cgroups = true\nslot_cgroup_template = "jobs"\n`)).toContain(
      'warning: slot_cgroup_template does not contain ${slot}',
    );
  });
  key('allowed_images allows every image where it is empty', 'instance', [
    ['[runners.autoscaler]', 'manager.runners.0.job.allowedImages', []],
    ['allowed_images = ["ruby:*"]\n[runners.autoscaler]', 'manager.runners.0.job.allowedImages', ['ruby:*']],
  ]);
  test('use_common_build_dir has no effect without VM isolation or max_use_count = 1, with a warning', () => {
    const text = `${tables.instance}use_common_build_dir = true\n[runners.autoscaler]\n`;
    expect(warnings(text)).toContain('warning: use_common_build_dir has no effect: requires vm isolation or max_use_count = 1');
    expect(warnings(`${text}max_use_count = 1\n`)).not.toContain('use_common_build_dir');
    expect(warnings(`${text}[runners.autoscaler.vm_isolation]\nenabled = true\n`)).not.toContain('use_common_build_dir has no effect');
  });
});

const scaler = (name: string): string => `manager.runners.0.autoscaler.${name}`;

describe('[runners.autoscaler]', () => {
  key('plugin names the fleet, with a version where it has one', 'autoscaler', [
    ['', 'runners.0.autoscaler.plugin', ''],
    ['plugin = "aws:1.0"', 'runners.0.autoscaler.plugin', 'aws:1.0'],
  ]);
  key('instance_ready_command is empty where it is not set', 'autoscaler', [
    ['', 'runners.0.autoscaler.instanceReadyCommand', ''],
    ['instance_ready_command = "cloud-init status --wait"', 'runners.0.autoscaler.instanceReadyCommand', 'cloud-init status --wait'],
  ]);
  key('plugin_config is handed to the fleet as it stands', 'autoscaler', [
    ['[runners.autoscaler.plugin_config]\nname = "asg"', 'runners.0.autoscaler.pluginConfig', { name: 'asg' }],
  ]);
  key('capacity_per_instance below 1 is 1', 'autoscaler', [
    ['', scaler('capacityPerInstance'), 1],
    ['capacity_per_instance = 0', scaler('capacityPerInstance'), 1],
    ['capacity_per_instance = -2', scaler('capacityPerInstance'), 1],
    ['capacity_per_instance = 5', scaler('capacityPerInstance'), 5],
  ]);
  key('max_use_count is the number of uses of an instance, 0 for no limit', 'autoscaler', [
    ['', scaler('maxUseCount'), 0],
    ['max_use_count = 1', scaler('maxUseCount'), 1],
    ['max_use_count = -1', '', new Error('max_use_count must be 0 or more')],
  ]);
  key("max_instances is 0 for the group's own limit", 'autoscaler', [
    ['', scaler('maxInstances'), 0],
    ['max_instances = 10', scaler('maxInstances'), 10],
    ['max_instances = -1', '', new Error('max_instances must be 0 or more')],
  ]);
  key('instance_acquire_timeout is 15 minutes where it is not set', 'autoscaler', [
    ['', scaler('instanceAcquireTimeout'), 900_000],
    ['instance_acquire_timeout = "5m"', scaler('instanceAcquireTimeout'), 300_000],
  ]);
  key('update_interval is a minute and update_interval_when_expecting 2 seconds where they are not set', 'autoscaler', [
    ['', scaler('updateInterval'), 60_000],
    ['', scaler('updateIntervalWhenExpecting'), 2000],
    ['update_interval = "30s"', scaler('updateInterval'), 30_000],
  ]);
  key('deletion_retry_interval is a minute where it is not set', 'autoscaler', [
    ['', scaler('deletionRetryInterval'), 60_000],
    ['deletion_retry_interval = "5m"', scaler('deletionRetryInterval'), 300_000],
  ]);
  key('shutdown_deletion_interval is 10 seconds and shutdown_deletion_retries 3 where they are not set', 'autoscaler', [
    ['', scaler('shutdownDeletionInterval'), 10_000],
    ['', scaler('shutdownDeletionRetries'), 3],
  ]);
  key('failure_threshold is 3 where it is not set', 'autoscaler', [
    ['', scaler('failureThreshold'), 3],
    ['failure_threshold = 1', scaler('failureThreshold'), 1],
  ]);
  key('delete_instances_on_shutdown is off where it is not set', 'autoscaler', [
    ['', scaler('deleteInstancesOnShutdown'), false],
    ['delete_instances_on_shutdown = true', scaler('deleteInstancesOnShutdown'), true],
  ]);
  key('log_internal_ip and log_external_ip are off where they are not set', 'autoscaler', [
    ['', 'runners.0.autoscaler.logInternalIp', false],
    ['log_external_ip = true', 'runners.0.autoscaler.logExternalIp', true],
  ]);
  key('reservation_throttling is off where it is not set, which is a deviation', 'autoscaler', [
    ['', scaler('reservationThrottling'), false],
    ['reservation_throttling = true', scaler('reservationThrottling'), true],
  ]);
  key('buckets of histograms are lists of seconds', 'autoscaler', [
    ['instance_creation_time_buckets = [1, 2.5]', 'runners.0.autoscaler.instanceCreationTimeBuckets', [1, 2.5]],
  ]);
  key('scale_throttle.limit is new instances a second: 0 is 100, -1 is no limit', 'autoscaler', [
    ['', scaler('scaleLimit'), 100],
    ['[runners.autoscaler.scale_throttle]\nlimit = 0', scaler('scaleLimit'), 100],
    ['[runners.autoscaler.scale_throttle]\nlimit = 2', scaler('scaleLimit'), 2],
    ['[runners.autoscaler.scale_throttle]\nlimit = -1', scaler('scaleLimit'), 0],
  ]);
  key('scale_throttle.burst is max_instances where it is 0, or limit where that is unset too', 'autoscaler', [
    ['max_instances = 12', scaler('scaleBurst'), 12],
    ['[runners.autoscaler.scale_throttle]\nlimit = 3', scaler('scaleBurst'), 3],
    ['max_instances = 12\n[runners.autoscaler.scale_throttle]\nlimit = 1\nburst = 60', scaler('scaleBurst'), 60],
  ]);
  key('state_storage is off where it is not set, and does not keep instances with acquisitions', 'autoscaler', [
    ['', scaler('stateStorage'), false],
    ['[runners.autoscaler.state_storage]\nenabled = true', scaler('stateStorage'), true],
    ['[runners.autoscaler.state_storage]\nenabled = true', scaler('keepInstanceWithAcquisitions'), false],
    ['[runners.autoscaler.state_storage]\nkeep_instance_with_acquisitions = true', scaler('keepInstanceWithAcquisitions'), true],
  ]);
  key('keepalive is 30 seconds and timeout 10 minutes where they are not set, for the host and for the nested VM', 'autoscaler', [
    ['', 'runners.0.autoscaler.connectorConfig.keepalive', 30_000],
    ['', 'manager.runners.0.job.dialTimeout', 600_000],
    ['', 'manager.runners.0.job.vmDialTimeout', 600_000],
    ['[runners.autoscaler.connector_config]\ntimeout = "1h"', 'manager.runners.0.job.dialTimeout', 3_600_000],
    ['[runners.autoscaler.vm_isolation.connector_config]\ntimeout = "20m"', 'manager.runners.0.job.vmDialTimeout', 1_200_000],
  ]);
  key('protocol is ssh, winrm or winrm+https, and a port lies between 0 and 65535', 'autoscaler', [
    ['[runners.autoscaler.connector_config]\nprotocol = "winrm+https"', 'runners.0.autoscaler.connectorConfig.protocol', 'winrm+https'],
    ['[runners.autoscaler.connector_config]\nprotocol = "telnet"', '', new Error('protocol')],
    ['[runners.autoscaler.connector_config]\nprotocol_port = 70000', '', new Error('protocol_port must be between 0 and 65535')],
  ]);
  key('use_external_addr is off where it is not set', 'autoscaler', [
    ['', 'runners.0.autoscaler.connectorConfig.useExternalAddr', false],
    ['[runners.autoscaler.connector_config]\nuse_external_addr = true', 'runners.0.autoscaler.connectorConfig.useExternalAddr', true],
  ]);
  test('static credentials need a username', () => {
    const text = `${tables.autoscaler}[runners.autoscaler.connector_config]\nuse_static_credentials = true\n`;
    expect(warnings(text)).toContain('username is required when using static credentials');
    expect(warnings(`${text}username = "ci"\npassword = "x"\n`)).not.toContain('username is required');
  });
  key('vm_isolation is off where it is not set; its image is for jobs that name none', 'autoscaler', [
    ['', scaler('vmIsolation'), false],
    ['[runners.autoscaler.vm_isolation]\nenabled = true\nnesting_host = "unix:///a b.sock"\nimage = "base"', scaler('vmIsolation'), true],
    ['[runners.autoscaler.vm_isolation]\nenabled = true\nnesting_host = "unix:///a b.sock"\nimage = "base"', 'manager.runners.0.job.vmImage', 'base'],
  ]);
});

const policy = (name: string): string => `manager.runners.0.autoscaler.policies.0.${name}`;

describe('[[runners.autoscaler.policy]]', () => {
  key('periods are all minutes where they are not set', 'policy', [
    ['', 'runners.0.autoscaler.policy.0.periods', ['* * * * *']],
    ['periods = ["* 8-18 * * mon-fri"]', 'runners.0.autoscaler.policy.0.periods', ['* 8-18 * * mon-fri']],
    ['periods = ["1 * * * * *"]', '', new Error('1 * * * * *')],
  ]);
  key('timezone is an IANA name', 'policy', [
    ['timezone = "Europe/Berlin"', 'runners.0.autoscaler.policy.0.timezone', 'Europe/Berlin'],
    ['timezone = "Europe/Atlantis"', '', new Error('Europe/Atlantis')],
  ]);
  key('idle_count and idle_time are 0 where they are not set', 'policy', [
    ['', policy('idleCount'), 0],
    ['', policy('idleTime'), 0],
    ['idle_count = 5\nidle_time = "20m0s"', policy('idleTime'), 1_200_000],
    ['idle_count = -1', '', new Error('idle_count must be 0 or more')],
  ]);
  key('scale_factor is 0 and scale_factor_limit no limit where they are not set', 'policy', [
    ['', policy('scaleFactor'), 0],
    ['', policy('scaleFactorLimit'), 0],
    ['scale_factor = 0.25\nscale_factor_limit = 8', policy('scaleFactorLimit'), 8],
  ]);
  key('preemptive_mode may be unset', 'policy', [
    ['', policy('preemptiveMode'), null],
    ['preemptive_mode = false', policy('preemptiveMode'), false],
  ]);
  key('burst_factor is 0.5 where it is not set', 'policy', [
    ['', policy('burstFactor'), 0.5],
    ['burst_factor = 0', policy('burstFactor'), 0],
  ]);
});

describe('contradictions', () => {
  const check = (lines: string): string => warnings(`concurrent = 10\ncheck_interval = 3\n[[runners]]\nexecutor = "instance"\n${lines}`);

  test('an idle_count beyond max_instances × capacity_per_instance is warned about', () => {
    expect(check('[runners.autoscaler]\nmax_instances = 2\n[[runners.autoscaler.policy]]\nidle_count = 3\nidle_time = "20m"\n')).toMatch(/idle_count/);
    expect(check('[runners.autoscaler]\nmax_instances = 10\n[[runners.autoscaler.policy]]\nidle_count = 3\nidle_time = "20m"\n')).not.toMatch(/idle_count/);
  });
  test('an idle_time shorter than check_interval and a second is warned about', () => {
    expect(check('[runners.autoscaler]\nmax_instances = 10\n[[runners.autoscaler.policy]]\nidle_count = 3\nidle_time = "3s"\n')).toMatch(/idle_time/);
    expect(check('[runners.autoscaler]\nmax_instances = 10\n[[runners.autoscaler.policy]]\nidle_count = 3\nidle_time = "4s"\n')).not.toMatch(/idle_time/);
  });
  test('preemptive_mode = true with idle_count 0 is warned about', () => {
    expect(check('[runners.autoscaler]\nmax_instances = 10\n[[runners.autoscaler.policy]]\npreemptive_mode = true\nidle_time = "20m"\n')).toMatch(
      /preemptive_mode/,
    );
  });
  test('requests of several runners that can take every worker are warned about', () => {
    const two =
      'request_concurrency = 5\n[runners.autoscaler]\nmax_instances = 10\n[[runners]]\nexecutor = "instance"\nrequest_concurrency = 5\n[runners.autoscaler]\nmax_instances = 10\n';
    expect(check(two)).toMatch(/request_concurrency/);
    expect(check(two.replaceAll('= 5', '= 4'))).not.toMatch(/request_concurrency/);
  });
  test('hours that no policy covers are named in a warning', () => {
    expect(check('[runners.autoscaler]\nmax_instances = 10\n[[runners.autoscaler.policy]]\nperiods = ["* 8-19 * * *"]\nidle_time = "20m"\n')).toMatch(
      /20:00–08:00/,
    );
  });
});
