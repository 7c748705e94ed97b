import { gcpParameters } from './gcp.ts';
import { sourced, type Preset } from './preset.ts';

/** Linux instances of a managed instance group. */
export const gcpLinux: Preset = {
  name: 'gcp-linux',
  summary: 'Linux instances of a managed instance group.',
  parameters: {
    ...gcpParameters,
    'fleet.boot': sourced(
      { p50: '23s', p95: '45s' },
      'R. Aboukhalil, August 2018, about 5,000 VMs: 23 s to SSH for n1-standard-8, 25 s as mean over sizes; p95 is that of the lognormal with this median and mean',
    ),
  },
};
