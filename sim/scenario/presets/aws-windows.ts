import { awsParameters } from './aws.ts';
import { assumed, type Preset } from './preset.ts';

/** Windows instances of an Auto Scaling group. */
export const awsWindows: Preset = {
  name: 'aws-windows',
  summary: 'Windows instances of an Auto Scaling group, without fast launch.',
  parameters: {
    ...awsParameters,
    'fleet.boot': assumed(
      { p50: '242s', p95: '15m' },
      'AWS blog on launching Windows faster: 242 s for a custom image (85 s with fast launch); AWS documentation: often 15 minutes or longer; read as p50 and p95',
    ),
    'fleet.connect': assumed({ p50: '4s', p95: '15s' }, 'WinRM opens a shell in several requests'),
  },
};
