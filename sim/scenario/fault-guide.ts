import type { faultTypes } from './scenario-fault.ts';

/** One type of fault in words. */
export interface FaultExplanation {
  readonly type: (typeof faultTypes)[number];
  readonly effect: string;
  readonly params: readonly { readonly name: string; readonly meaning: string }[];
  /** A line for a scenario file. */
  readonly example: string;
}

const targets = [
  { name: 'share', meaning: 'share of the instances that are hit, such as 60%' },
  { name: 'count', meaning: 'how many instances are hit, in place of share' },
  { name: 'zone', meaning: 'only instances of this zone' },
];

/** What each fault does, for `sim explain fault`. */
export const faultGuide: readonly FaultExplanation[] = [
  {
    type: 'cloud_api_outage',
    effect: 'calls of the fleet’s interface fail while it lasts',
    params: [{ name: 'errors', meaning: 'share of calls that fail' }],
    example: '- { at: "02:00", for: 25m, type: cloud_api_outage, params: { errors: 100% } }',
  },
  {
    type: 'cloud_api_throttle',
    effect: 'the rate limit of the fleet’s interface falls while it lasts',
    params: [
      { name: 'rate_limit', meaning: 'calls of each kind (listings, changes), such as 1/s' },
      { name: 'burst', meaning: 'calls at once' },
    ],
    example: '- { at: "10:00", for: 1h, type: cloud_api_throttle, params: { rate_limit: 1/s, burst: 2 } }',
  },
  {
    type: 'capacity_shortage',
    effect: 'the cloud refuses new instances while it lasts',
    params: [
      { name: 'share', meaning: 'share of requested instances that are refused' },
      { name: 'zone', meaning: 'only in this zone' },
    ],
    example: '- { at: "09:00", for: 2h, type: capacity_shortage, params: { share: 100% } }',
  },
  {
    type: 'boot_slow',
    effect: 'instances requested in the window take longer to boot',
    params: [{ name: 'factor', meaning: 'how many times as long' }],
    example: '- { at: "09:00", for: 30m, type: boot_slow, params: { factor: 4 } }',
  },
  {
    type: 'boot_fail',
    effect: 'instances requested in the window run but never answer',
    params: [{ name: 'share', meaning: 'share of them' }],
    example: '- { at: "09:00", for: 30m, type: boot_fail, params: { share: 50% } }',
  },
  {
    type: 'instance_loss',
    effect: 'instances die without notice, spread over the window',
    params: targets,
    example: '- { at: "12:00", for: 10m, type: instance_loss, params: { share: 20% } }',
  },
  {
    type: 'spot_storm',
    effect: 'spot instances are taken back, with notice, spread over the window',
    params: targets,
    example: '- { at: "14:00", for: 20m, type: spot_storm, params: { share: 60% } }',
  },
  {
    type: 'zone_outage',
    effect: 'a zone loses its instances and takes no new ones while it lasts',
    params: [{ name: 'zone', meaning: 'which' }],
    example: '- { at: "03:00", for: 1h, type: zone_outage, params: { zone: a } }',
  },
  {
    type: 'gitlab_outage',
    effect: 'the coordinator answers with an error while it lasts',
    params: [{ name: 'status', meaning: 'HTTP status; 0 for no answer at all' }],
    example: '- { at: "05:00", for: 10m, type: gitlab_outage, params: { status: 502 } }',
  },
  {
    type: 'network_partition',
    effect: 'instances run but cannot be reached while it lasts',
    params: targets,
    example: '- { at: "05:00", for: 5m, type: network_partition, params: { share: 30% } }',
  },
  {
    type: 'nesting_crash',
    effect: 'the nesting daemon of instances dies with its VMs and is back at the end',
    params: targets,
    example: '- { at: "11:00", for: 5m, type: nesting_crash, params: { share: 50% } }',
  },
  {
    type: 'manager_restart',
    effect: 'the runner manager gets a signal and starts again',
    params: [
      { name: 'signal', meaning: 'SIGTERM, SIGINT, SIGQUIT or SIGKILL' },
      { name: 'down', meaning: 'until the next one starts' },
      { name: 'state', meaning: 'kept or lost: whether the state file survives (state_storage)' },
    ],
    example: '- { at: "07:00", type: manager_restart, params: { signal: SIGTERM, down: 90s, state: kept } }',
  },
  {
    type: 'foreign_termination',
    effect: 'somebody else removes instances of the group, spread over the window',
    params: targets,
    example: '- { at: "08:00", for: 5m, type: foreign_termination, params: { count: 3 } }',
  },
];
