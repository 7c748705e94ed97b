import { awsParameters } from './aws.ts';
import { assumed, type Preset } from './preset.ts';

/** Linux instances of an Auto Scaling group. */
export const awsLinux: Preset = {
  name: 'aws-linux',
  summary: 'Linux instances of an Auto Scaling group.',
  parameters: {
    ...awsParameters,
    'fleet.boot': assumed(
      { running: { p50: '4900ms', p95: '10s' }, ready: { p50: '22820ms', p95: '45s' } },
      'p50 from ec2-boot-bench, daemonology.net, 2021-08-12 (4.9 s to running, then 17.2 s to a closed port and 5.6 s to SSH); p95 assumed as twice that',
    ),
  },
};
