import { cloudParameters } from './cloud.ts';
import { assumed, sourced, type Preset } from './preset.ts';

const quota = 'Google Compute Engine API rate quotas: 1,500 read requests a minute and project';

/** What all fleets at Google Cloud share. */
export const gcpParameters: Preset['parameters'] = {
  ...cloudParameters,
  'fleet.api.rate_limit': sourced('25/s', quota),
  'fleet.api.burst': sourced(1500, quota),
  'fleet.spot.notice': assumed('30s', 'secondary sources agree on 30 s; Google’s own page was not read'),
};
