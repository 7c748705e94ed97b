import { gcpParameters } from './gcp.ts';
import { assumed, type Preset } from './preset.ts';

/** Windows instances of a managed instance group. */
export const gcpWindows: Preset = {
  name: 'gcp-windows',
  summary: 'Windows instances of a managed instance group.',
  parameters: {
    ...gcpParameters,
    'fleet.boot': assumed({ p50: '3m', p95: '8m' }, 'between a custom image at AWS and RunsOn’s “cold < 3 min”'),
    'fleet.connect': assumed({ p50: '4s', p95: '15s' }, 'WinRM opens a shell in several requests'),
  },
};
