import { describe, expect, test } from 'vitest';
import { allKeys, explainKey } from '../../../adapters/config/explain-key.ts';
import type { GitlabRunnerConfig, PolicyTable, RunnerTable } from '../../../adapters/config/gitlab-runner-config.ts';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { Sealed } from '../../../adapters/config/sealed.ts';

const head = 'concurrent = 1\n';
const runnerHead = `${head}[[runners]]\n`;
const autoscalerHead = `${runnerHead}[runners.autoscaler]\n`;
const policyHead = `${runnerHead}[[runners.autoscaler.policy]]\n`;

function read(text: string): GitlabRunnerConfig {
  const { config, findings } = loadConfig(text, 'config.toml');
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return config!;
}

const runner = (text: string): RunnerTable => read(text).runners[0]!;
const policy = (text: string): PolicyTable => runner(text).autoscaler!.policy[0]!;

/** A table as plain data: what is sealed shows its value. */
function plain(value: unknown): unknown {
  if (value instanceof Sealed) return value.reveal();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

const connectorDefaults = {
  os: '',
  arch: '',
  protocol: '',
  protocolPort: 0,
  username: '',
  password: '',
  keyPath: '',
  useStaticCredentials: false,
  keepalive: 30_000,
  timeout: 600_000,
  useExternalAddr: false,
  hostKeyChecking: 'accept-new',
};

describe('every key has the default of the specification', () => {
  test('the global section', () => {
    const { source, ...config } = read(head);
    expect(source.file).toBe('config.toml');
    expect(plain(config)).toEqual({
      concurrent: 1,
      checkInterval: 3000,
      logLevel: 'info',
      logFormat: 'runner',
      listenAddress: '',
      shutdownTimeout: 30_000,
      connectionMaxAge: 900_000,
      user: '',
      sentryDsn: '',
      labels: {},
      sessionServer: { listenAddress: '', advertiseAddress: '', sessionTimeout: 1_800_000 },
      runners: [],
    });
  });

  test('[[runners]], [runners.instance] and [runners.monitoring]', () => {
    expect(plain(runner(runnerHead))).toEqual({
      name: '',
      url: '',
      token: '',
      id: 0,
      tokenObtainedAt: null,
      tokenExpiresAt: null,
      tlsCaFile: '',
      tlsCertFile: '',
      tlsKeyFile: '',
      executor: '',
      shell: '',
      limit: 0,
      requestConcurrency: 1,
      strictCheckInterval: false,
      outputLimit: 4096,
      unhealthyRequestsLimit: 3,
      unhealthyInterval: 3_600_000,
      jobStatusFinalUpdateRetryLimit: 10,
      buildsDir: '',
      cacheDir: '',
      cloneUrl: '',
      customBuildDir: { enabled: false },
      environment: [],
      preGetSourcesScript: '',
      postGetSourcesScript: '',
      preBuildScript: '',
      postBuildScript: '',
      prepareTimeout: 0,
      getSourcesTimeout: 0,
      debugTraceDisabled: false,
      safeDirectoryCheckout: null,
      cleanGitConfig: null,
      useSlotCgroups: false,
      slotCgroupTemplate: 'gitlab-runner/slot-${slot}',
      featureFlags: {},
      instance: { allowedImages: [], useCommonBuildDir: false },
      autoscaler: null,
      monitoring: { jobQueuingDurations: [] },
      cache: null,
      labels: {},
    });
  });

  test('[runners.autoscaler] and all below it', () => {
    expect(plain(runner(autoscalerHead).autoscaler)).toEqual({
      plugin: '',
      pluginConfig: {},
      capacityPerInstance: 1,
      maxUseCount: 0,
      maxInstances: 0,
      instanceReadyCommand: '',
      instanceAcquireTimeout: 900_000,
      updateInterval: 60_000,
      updateIntervalWhenExpecting: 2000,
      deletionRetryInterval: 60_000,
      shutdownDeletionInterval: 10_000,
      shutdownDeletionRetries: 3,
      failureThreshold: 3,
      scaleThrottle: { limit: 100, burst: 0 },
      reservationThrottling: null,
      logInternalIp: false,
      logExternalIp: false,
      deleteInstancesOnShutdown: false,
      vmIsolation: { enabled: false, nestingHost: '', nestingConfig: {}, image: '', connectorConfig: connectorDefaults },
      stateStorage: { enabled: false, dir: '', keepInstanceWithAcquisitions: false },
      connectorConfig: connectorDefaults,
      policy: [],
      instanceOperationTimeBuckets: [],
      instanceCreationTimeBuckets: [],
      instanceIsRunningTimeBuckets: [],
      instanceDeletionTimeBuckets: [],
      instanceReadinessTimeBuckets: [],
      instanceLifeDurationBuckets: [],
    });
  });

  test('[[runners.autoscaler.policy]]', () => {
    expect(policy(policyHead)).toEqual({
      periods: ['* * * * *'],
      timezone: '',
      idleCount: 0,
      idleTime: 0,
      scaleFactor: 0,
      scaleFactorLimit: 0,
      preemptiveMode: null,
      burstFactor: 0.5,
    });
  });
});

describe('values keep their meaning', () => {
  test.each([
    ['check_interval = 0', 'checkInterval', 3000],
    ['check_interval = -1', 'checkInterval', 3000],
    ['check_interval = 10', 'checkInterval', 10_000],
    ['shutdown_timeout = 0', 'shutdownTimeout', 30_000],
    ['connection_max_age = "1h"', 'connectionMaxAge', 3_600_000],
    ['connection_max_age = 1000000000', 'connectionMaxAge', 1000],
    ['log_level = "trace"', 'logLevel', 'trace'],
  ] as const)('global: %s', (line, name, value) => {
    expect(read(head + line)[name]).toBe(value);
  });

  test.each([
    ['request_concurrency = 0', 'requestConcurrency', 1],
    ['request_concurrency = -3', 'requestConcurrency', 1],
    ['request_concurrency = 7', 'requestConcurrency', 7],
    ['unhealthy_interval = "0s"', 'unhealthyInterval', 3_600_000],
    ['output_limit = 0', 'outputLimit', 4096],
    ['safe_directory_checkout = false', 'safeDirectoryCheckout', false],
    ['tls-ca-file = "ca.pem"', 'tlsCaFile', 'ca.pem'],
  ] as const)('[[runners]]: %s', (line, name, value) => {
    expect(runner(runnerHead + line)[name]).toBe(value);
  });

  test.each([
    ['update_interval = 0', 'updateInterval', 60_000],
    ['update_interval_when_expecting = "0s"', 'updateIntervalWhenExpecting', 2000],
    ['instance_acquire_timeout = "1.5h"', 'instanceAcquireTimeout', 5_400_000],
    ['failure_threshold = 0', 'failureThreshold', 3],
    ['shutdown_deletion_retries = 5', 'shutdownDeletionRetries', 5],
    ['reservation_throttling = true', 'reservationThrottling', true],
    ['max_instances = 1_000', 'maxInstances', 1000],
    ['max_instances = 0x10', 'maxInstances', 16],
  ] as const)('[runners.autoscaler]: %s', (line, name, value) => {
    expect(runner(autoscalerHead + line).autoscaler![name]).toBe(value);
  });

  test.each([
    ['idle_time = "24h"', 'idleTime', 86_400_000],
    ['idle_time = 1200000000000', 'idleTime', 1_200_000],
    ['scale_factor = 2', 'scaleFactor', 2],
    ['scale_factor = 0.25', 'scaleFactor', 0.25],
    ['preemptive_mode = false', 'preemptiveMode', false],
    ['burst_factor = 0', 'burstFactor', 0],
  ] as const)('policy: %s', (line, name, value) => {
    expect(policy(policyHead + line)[name]).toBe(value);
  });

  test('an empty list of periods means all minutes, as upstream has it', () => {
    expect(policy(`${policyHead}periods = []`).periods).toEqual(['* * * * *']);
  });

  test('what belongs to a plugin is handed on as it stands', () => {
    const { autoscaler } = runner(`${autoscalerHead}[runners.autoscaler.plugin_config]\nname = "asg"\nnested = { any = [1, 2] }`);
    expect(autoscaler!.pluginConfig.reveal()).toEqual({ name: 'asg', nested: { any: [1, 2] } });
  });
});

describe('keys are explained from the same table', () => {
  test('every key has a path of its own and a sentence', () => {
    const keys = allKeys();
    expect(new Set(keys.map(({ path }) => path)).size).toBe(keys.length);
    expect(keys.filter(({ effect }) => !/^[A-Z].*\.$/.test(effect))).toEqual([]);
  });

  test('a key is found by its name, by the end of its path and by its path in a file', () => {
    const idleCount = {
      path: 'runners.autoscaler.policy.idle_count',
      type: 'integer',
      default: '0',
      range: '0 or more',
      effect: 'Job slots (not instances) to keep ready and free.',
    };
    for (const name of ['idle_count', 'policy.idle_count', 'runners[0].autoscaler.policy[1].idle_count', 'runners.0.autoscaler.policy.0.idle_count']) {
      expect(explainKey(name), name).toEqual([idleCount]);
    }
    expect(explainKey('limit').map(({ path }) => path)).toEqual(['runners.limit', 'runners.autoscaler.scale_throttle.limit']);
    expect(explainKey('nothing')).toEqual([]);
  });

  test.each([
    ['update_interval', '"1m0s"', '0s or more'],
    ['check_interval', '3', ''],
    ['preemptive_mode', 'true where idle_count > 0', ''],
    ['reservation_throttling', 'false; upstream true', ''],
    ['burst_factor', '0.5', '0 or more'],
    ['host_key_checking', '"accept-new"', 'accept-new, strict, console, off'],
    ['max_use_count', '0 (no limit)', '0 or more'],
    ['token', '', ''],
  ])('%s: default %s', (name, written, range) => {
    expect(explainKey(name)[0]).toMatchObject({ default: written, range });
  });
});
