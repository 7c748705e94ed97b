import { gcpParameters } from './gcp.ts';
import { assumed, type Preset } from './preset.ts';

/** Linux instances of a managed instance group. */
export const gcpLinux: Preset = {
  name: 'gcp-linux',
  summary: 'Linux instances of a managed instance group.',
  parameters: {
    ...gcpParameters,
    'fleet.boot': assumed(
      { p50: '23s', p95: '45s' },
      'R. Aboukhalil, August 2018, about 5,000 VMs: 23 s to SSH for n1-standard-8, 25 s as mean over sizes; read as median and mean of a lognormal, which gives the p95',
    ),
  },
};
