import { cloudParameters } from './cloud.ts';
import { sourced, type Preset } from './preset.ts';

/** What all fleets at AWS share. */
export const awsParameters: Preset['parameters'] = {
  ...cloudParameters,
  'fleet.api.latency': sourced('1540ms', 'ec2-boot-bench, daemonology.net, 2021-08-12: 1.54 s for RunInstances'),
  'fleet.api.rate_limit': sourced(
    '20/s',
    'AWS, Request throttling for the Amazon EC2 API: a bucket of 100 for Describe calls, refilled at 20/s; the limits of Auto Scaling itself were not found',
  ),
  'fleet.api.burst': sourced(
    100,
    'AWS, Request throttling for the Amazon EC2 API: a bucket of 100 for Describe calls, refilled at 20/s; the limits of Auto Scaling itself were not found',
  ),
  'fleet.spot.notice': sourced('2m', 'AWS, Spot Instance interruption notices: two minutes'),
};
