import type { PresetName } from '../fleet-model.ts';
import { awsLinux } from './aws-linux.ts';
import { awsMac } from './aws-mac.ts';
import { awsWindows } from './aws-windows.ts';
import { azureLinux } from './azure-linux.ts';
import { azureWindows } from './azure-windows.ts';
import { gcpLinux } from './gcp-linux.ts';
import { gcpWindows } from './gcp-windows.ts';
import { generic } from './generic.ts';
import type { Preset } from './preset.ts';
import { staticHosts } from './static-hosts.ts';

const presets: Readonly<Record<PresetName, Preset>> = {
  generic,
  'aws-linux': awsLinux,
  'aws-windows': awsWindows,
  'aws-mac': awsMac,
  'gcp-linux': gcpLinux,
  'gcp-windows': gcpWindows,
  'azure-linux': azureLinux,
  'azure-windows': azureWindows,
  'static-hosts': staticHosts,
};

/** The preset of that name, `generic` without one. */
export function findPreset(name: PresetName | undefined): Preset {
  return presets[name ?? 'generic'];
}
