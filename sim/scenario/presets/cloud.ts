import { generic } from './generic.ts';
import { assumed, sourced, type Preset } from './preset.ts';

const rare = 'rare, but seen by everybody who runs a fleet for long';

/** What fleets in clouds have in common, for the presets of each to build on. */
export const cloudParameters: Preset['parameters'] = {
  ...generic.parameters,
  'gitlab.latency': assumed({ p50: '150ms', p95: '600ms' }, 'a GitLab on the same continent'),
  'fleet.delete': assumed({ p50: '30s', p95: '2m' }, 'machines shut down before they go'),
  'fleet.connect': sourced(
    { dist: 'uniform', min: '2s', max: '3s' },
    'gitlab-org/gitlab#408131: 2 to 3 s with a static SSH key (30 to 35 s more with a dynamic one)',
  ),
  'fleet.zones': assumed(3, 'a group over the zones of a region'),
  'fleet.failure.create': assumed('0.5%', rare),
  'fleet.failure.boot_stuck': assumed('0.2%', rare),
  'fleet.failure.connect': assumed('0.2%', rare),
  'fleet.failure.delete': assumed('0.1%', rare),
  'fleet.spot.reclaim': sourced('0.164%/d', 'nOps: fewer than 5 % of spot instances are interrupted in a month: 5 % in 730 hours'),
  'fleet.spot.price_factor': sourced(0.7, 'Karpenter’s kwok provider: spot at 0.7 of the price'),
  'fleet.spot.wave.share': assumed('50%', 'most of a zone’s spot instances of one type go together'),
  'fleet.spot.wave.within': sourced('3m', 'arXiv 2604.16457: over 92 % of interruptions of one type in one zone lie within 3 minutes'),
  'fleet.api.latency': assumed({ p50: '500ms', p95: '2s' }, 'calls that change something take longer than those that read'),
  'fleet.api.list_latency': assumed({ p50: '180ms', p95: '900ms' }, 'a call within a region'),
  'fleet.api.staleness': assumed('2s', 'listings lag: aws/aws-sdk-go#2388, jenkinsci/google-compute-engine-plugin#57, both without a figure'),
};
