import { cloudParameters } from './cloud.ts';
import { assumed, sourced, type Preset } from './preset.ts';

const throttling =
  'Microsoft, Understanding throttling of compute resources: a bucket of 1,500 for VM updates in a subscription and region, refilled at 500 a minute; the buckets of scale sets were not found';

/** What all fleets at Azure share. */
export const azureParameters: Preset['parameters'] = {
  ...cloudParameters,
  'fleet.api.rate_limit': sourced('500/m', throttling),
  'fleet.api.burst': sourced(1500, throttling),
  'fleet.spot.notice': assumed('30s', 'secondary sources say at least 30 s; Microsoft’s own page was not read'),
};
