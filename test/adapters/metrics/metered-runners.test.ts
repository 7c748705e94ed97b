import { expect, test } from 'vitest';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { toManagerConfig } from '../../../adapters/config/to-manager-config.ts';
import { mergedBuckets } from '../../../adapters/metrics/merged-buckets.ts';
import { meteredRunners } from '../../../adapters/metrics/metered-runners.ts';

const text = `concurrent = 1
[[runners]]
  name = "fleet"
  url = "https://gitlab.example.com"
  token = "glrt-t3_abcdefghijklmnop"
  executor = "instance"
  [runners.feature_flags]
    FF_EXPORT_HIGH_CARDINALITY_METRICS = true
  [[runners.monitoring.job_queuing_durations]]
    periods = ["* 8-17 * * *"]
    timezone = "Europe/Berlin"
    threshold = "30s"
    jobs_running_for_project = "^1$"
  [runners.autoscaler]
    plugin = "static"
    instance_operation_time_buckets = [1.0, 2.0]
    instance_deletion_time_buckets = [3.0]
`;

test('a runner is named by the short form of its token, and measured as its table says', () => {
  const { config } = loadConfig(text, 'config.toml');
  const { runners } = toManagerConfig(config!);
  expect(meteredRunners(runners, 's_0123456789ab')).toEqual([
    {
      token: 'abcdefghi',
      name: 'fleet',
      systemId: 's_0123456789ab',
      buckets: { creation: [1, 2], isRunning: [1, 2], deletion: [3], readiness: [1, 2], life: [] },
      queuingThresholds: [{ periods: ['* 8-17 * * *'], timezone: 'Europe/Berlin', thresholdMs: 30_000, jobsRunningForProject: '^1$' }],
      exportsStages: true,
    },
  ]);
});

test('runners that share a histogram lose none of their buckets', () => {
  expect(mergedBuckets([[5, 1], [2]], false)).toEqual([1, 2, 5]);
  expect(mergedBuckets([[7], []], false)).toEqual(expect.arrayContaining([7, 60]));
  expect(mergedBuckets([[]], true)).toContain(86_400);
});
