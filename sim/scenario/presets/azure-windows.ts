import { azureParameters } from './azure.ts';
import { assumed, sourced, type Preset } from './preset.ts';

/** Windows instances of a scale set. */
export const azureWindows: Preset = {
  name: 'azure-windows',
  summary: 'Windows instances of a scale set in uniform orchestration.',
  parameters: {
    ...azureParameters,
    'fleet.boot': sourced(
      { dist: 'uniform', min: '246s', max: '268s' },
      'logcorner.com on Managed DevOps Pools: 4 m 06 s to 4 m 28 s for a fresh Windows 2022 VM (5 samples), taken as evenly likely',
    ),
    'fleet.connect': assumed({ p50: '4s', p95: '15s' }, 'WinRM opens a shell in several requests'),
  },
};
