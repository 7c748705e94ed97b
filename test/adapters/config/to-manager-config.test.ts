import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import type { Override } from '../../../adapters/config/set-path.ts';
import { toManagerConfig, type ManagerOptions } from '../../../adapters/config/to-manager-config.ts';
import type { ManagerConfig } from '../../../core/config.ts';

const folder = `${import.meta.dirname}/../../../scenarios/config`;
const examples = ['aws-five-jobs', 'aws-one-job', 'azure-five-jobs', 'azure-one-job', 'gcp-five-jobs', 'gcp-one-job', 'mac-nesting'];

function manager(text: string, options: ManagerOptions = {}, set: readonly Override[] = []): ManagerConfig {
  const { config, findings } = loadConfig(text, 'config.toml', { set });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  return toManagerConfig(config!, options).manager;
}

const instance = (name: string, lines = '', policy = ''): string =>
  `[[runners]]\nname = "${name}"\nexecutor = "instance"\n[runners.autoscaler]\nplugin = "aws"\n${lines}\n[[runners.autoscaler.policy]]\nidle_time = "20m"\n${policy}\n`;
const one = (lines = '', policy = ''): string => `concurrent = 4\n${instance('one', lines, policy)}`;

describe('the example configurations', () => {
  test.each(examples)('%s parses unchanged, without an error or a warning', (name) => {
    const { config, findings } = loadConfig(readFileSync(`${folder}/${name}.toml`, 'utf8'), `${name}.toml`);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(toManagerConfig(config!).findings).toEqual([]);
  });

  test('there are seven of them', () => {
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(examples.map((name) => `${name}.toml`)));
  });

  test('the Mac one gives the manager what it says', () => {
    const text = readFileSync(`${folder}/mac-nesting.toml`, 'utf8');
    const config = manager(text, { groupMaxSize: 6, minimumBilling: 86_400_000, canWithdraw: true });
    expect(config).toMatchObject({ second: 1000, concurrent: 8, checkInterval: 3000, shutdownTimeout: 30_000 });
    expect(config.runners).toHaveLength(1);
    expect(config.runners[0]).toMatchObject({
      name: 'macos applesilicon autoscaler example',
      limit: 0,
      requestConcurrency: 1,
      adaptiveRequestConcurrency: true,
      job: { dialTimeout: 3_600_000, vmDialTimeout: 1_200_000, vmIsolation: true, vmImage: '', allowedImages: ['*'], instanceAcquireTimeout: 900_000 },
      autoscaler: {
        capacityPerInstance: 2,
        maxUseCount: 0,
        maxInstances: 4,
        groupMaxSize: 6,
        minimumBilling: 86_400_000,
        canWithdraw: true,
        vmIsolation: true,
        policies: [{ idleCount: 2, idleTime: 86_400_000, scaleFactor: 0, scaleFactorLimit: 0, preemptiveMode: null, burstFactor: 0.5 }],
      },
    });
  });
});

describe('the manager gets what upstream would understand', () => {
  test.each([
    ['', 100, 100],
    ['max_instances = 7', 100, 7],
    ['scale_throttle = { limit = 0 }', 100, 100],
    ['max_instances = 7\nscale_throttle = { limit = 3 }', 3, 7],
    ['scale_throttle = { limit = 3 }', 3, 3],
    ['max_instances = 7\nscale_throttle = { limit = 3, burst = 60 }', 3, 60],
    ['max_instances = 7\nscale_throttle = { limit = -1, burst = 60 }', 0, 0],
  ])('scale throttle of "%s": %i a second, burst %i', (lines, scaleLimit, scaleBurst) => {
    expect(manager(one(lines)).runners[0]!.autoscaler).toMatchObject({ scaleLimit, scaleBurst });
  });

  test('a capacity below one is one', () => {
    expect(manager(one('capacity_per_instance = 0')).runners[0]!.autoscaler.capacityPerInstance).toBe(1);
  });

  test('feature flags switch the adaptive request concurrency and the heartbeats', () => {
    const flags = (lines: string): string => `${one()}[runners.feature_flags]\n${lines}`;
    expect(manager(one()).runners[0]).toMatchObject({ adaptiveRequestConcurrency: true, autoscaler: { heartbeats: false } });
    const text = flags('FF_USE_ADAPTIVE_REQUEST_CONCURRENCY = false\nFF_USE_FLEETING_ACQUIRE_HEARTBEATS = true');
    expect(manager(text).runners[0]).toMatchObject({ adaptiveRequestConcurrency: false, autoscaler: { heartbeats: true } });
  });

  test('compat = upstream turns every deviation off, and throttles reservations unless told otherwise', () => {
    const upstream = manager(one(), { compat: 'upstream' }).runners[0]!.autoscaler;
    expect(Object.values(upstream.upstream).every((value) => value)).toBe(true);
    expect(upstream.policies[0]!.burstFactor).toBe(0);
    expect(upstream.reservationThrottling).toBe(true);
    expect(manager(one('reservation_throttling = false'), { compat: 'upstream' }).runners[0]!.autoscaler.reservationThrottling).toBe(false);
    const own = manager(one()).runners[0]!.autoscaler;
    expect(Object.values(own.upstream).some((value) => value)).toBe(false);
    expect(own.reservationThrottling).toBe(false);
    expect(manager(one('reservation_throttling = true')).runners[0]!.autoscaler.reservationThrottling).toBe(true);
  });
});

describe('which runners are served', () => {
  const three = `concurrent = 9\n${instance('a')}[[runners]]\nname = "b"\nexecutor = "docker"\n${instance('c')}`;

  test('all instance executors, each with its place in the file', () => {
    const setup = toManagerConfig(loadConfig(three, 'config.toml').config!);
    expect(setup.runners.map(({ name, index }) => [name, index])).toEqual([
      ['a', 0],
      ['c', 2],
    ]);
    expect(setup.manager.runners.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(setup.findings.map(({ severity, path }) => [severity, path])).toEqual([['warning', 'runners[1].executor']]);
  });

  test('or the one that is named', () => {
    const setup = toManagerConfig(loadConfig(three, 'config.toml').config!, { runner: 'c' });
    expect(setup.runners.map(({ index }) => index)).toEqual([2]);
    expect(setup.findings).toEqual([]);
  });
});

describe('overrides by path', () => {
  test('texts of a command line and values of a scenario are taken alike', () => {
    const set = (path: string, value: unknown): ManagerConfig => manager(one('max_instances = 2'), {}, [{ path, value }]);
    for (const value of ['6', 6]) expect(set('runners.autoscaler.max_instances', value).runners[0]!.autoscaler.maxInstances).toBe(6);
    for (const value of ['true', true]) expect(set('runners.0.strict_check_interval', value).runners[0]!.strictCheckInterval).toBe(true);
    for (const value of ['5s', '5', 5]) expect(set('check_interval', value).checkInterval).toBe(5000);
    expect(set('runners.autoscaler.policy.0.idle_time', '1h').runners[0]!.autoscaler.policies[0]!.idleTime).toBe(3_600_000);
    expect(set('runners.autoscaler.policy.idle_count', 3).runners[0]!.autoscaler.policies[0]!.idleCount).toBe(3);
    expect(set('runners.instance.allowed_images', 'a;b*').runners[0]!.job.allowedImages).toEqual(['a', 'b*']);
    expect(set('runners.feature_flags.FF_USE_FLEETING_ACQUIRE_HEARTBEATS', 'true').runners[0]!.autoscaler.heartbeats).toBe(true);
    expect(set('runners.autoscaler.scale_throttle.limit', '-1').runners[0]!.autoscaler.scaleLimit).toBe(0);
  });

  test('a policy may be added behind the last, and the text of the file stays as it is', () => {
    const text = one();
    const { policies } = manager(text, {}, [{ path: 'runners.autoscaler.policy.1.idle_count', value: 4 }]).runners[0]!.autoscaler;
    expect(policies.map(({ idleCount }) => idleCount)).toEqual([0, 4]);
    expect(manager(text).runners[0]!.autoscaler.policies).toHaveLength(1);
  });

  test('`runners.` without a number is the selected runner, else the first instance executor', () => {
    const text = `concurrent = 9\n[[runners]]\nname = "x"\nexecutor = "shell"\n${instance('a')}${instance('c')}`;
    const limits = (runner?: string): number[] => {
      const options = { set: [{ path: 'runners.limit', value: 5 }], ...(runner === undefined ? {} : { runner }) };
      return loadConfig(text, 'config.toml', options).config!.runners.map(({ limit }) => limit);
    };
    expect(limits()).toEqual([0, 5, 0]);
    expect(limits('c')).toEqual([0, 0, 5]);
  });
});
