import { azureParameters } from './azure.ts';
import { assumed, type Preset } from './preset.ts';

/** Linux instances of a scale set. */
export const azureLinux: Preset = {
  name: 'azure-linux',
  summary: 'Linux instances of a scale set in uniform orchestration.',
  parameters: { ...azureParameters, 'fleet.boot': assumed({ p50: '95s', p95: '4m' }, 'no public measurement was found') },
};
