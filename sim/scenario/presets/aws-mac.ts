import { awsParameters } from './aws.ts';
import { assumed, sourced, type Preset } from './preset.ts';

const stop = 'AWS, Stop or terminate your Amazon EC2 Mac instance';

/** Mac instances on dedicated hosts, with nested virtual machines. */
export const awsMac: Preset = {
  name: 'aws-mac',
  summary: 'Mac instances on dedicated hosts, two virtual machines on each.',
  parameters: {
    ...awsParameters,
    'fleet.boot': sourced(
      { dist: 'uniform', min: '6m', max: '20m' },
      'github-aws-runners/terraform-aws-github-runner, docs/mac-runners.md: 6 to 20 minutes, taken as evenly likely',
    ),
    'fleet.delete': sourced('15m', `${stop}: about 15 minutes in stopping`),
    'fleet.zones': sourced(2, 'GitLab runbooks, ci-runners/macos/deployment: two zones'),
    'fleet.host.min_allocation': sourced('24h', 'AWS, Amazon EC2 Mac instances: a host is allocated for at least 24 hours'),
    'fleet.host.recycle': assumed(
      { p50: '50m', p95: '110m', max: '270m' },
      `github-aws-runners/terraform-aws-github-runner: about 50 minutes; ${stop}: up to 110 minutes in one version, up to 4.5 hours in another; read as p50, p95 and maximum`,
    ),
    'fleet.nesting.slots': sourced(2, 'Apple’s macOS licence, §2B(iii): two virtual machines on a Mac'),
    'fleet.nesting.vm_boot': assumed(
      { p50: '12s', p95: '60s' },
      'cirruslabs/gitlab-tart-executor#93: 12 s from boot to SSH; #30: no address for 54 to 60 s in bad cases; read as p50 and p95',
    ),
    'fleet.nesting.vm_failure': assumed('0.5%', 'leaked slots and hung VMs are reported (Code-Hex/macosvm#16, cirruslabs/orchard#138) without a rate'),
    'fleet.spot.share': sourced('0%', 'AWS, Amazon EC2 Mac instances: no spot instances'),
  },
};
