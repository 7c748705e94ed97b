import type { Severity } from '../core/finding.ts';

/** One of the numbered rules of `sim check` and `sim run`. */
export interface CheckRule {
  /** `V1` and so on: what a finding shows in brackets, unless `shownAs` says otherwise. */
  readonly id: `V${number}`;
  readonly severity: readonly Severity[];
  /** What it needs to see. */
  readonly reads: 'config.toml' | 'scenario' | 'both';
  /** What it finds. */
  readonly finds: string;
  /** What would happen otherwise. */
  readonly because: string;
  /** The name in brackets where it is not the number. */
  readonly shownAs?: string;
}

/** The numbered rules in their order. @remarks Source: ux.md §3.3. Rules without a number are named after what is wrong: `type`, `range`, `syntax`. */
export const checkRules: readonly CheckRule[] = [
  {
    id: 'V1',
    severity: ['error', 'warning'],
    reads: 'both',
    finds: 'a key that nobody knows, with the nearest name that exists; a warning in a config.toml, since other executors have keys of their own',
    because: 'a misspelt key is as good as none, and nothing else would say so',
    shownAs: 'unknown-key',
  },
  {
    id: 'V2',
    severity: ['warning'],
    reads: 'config.toml',
    finds: 'concurrent or limit below max_instances × capacity_per_instance',
    because: 'so many slots are paid for and can never be used',
  },
  {
    id: 'V3',
    severity: ['warning'],
    reads: 'config.toml',
    finds: 'idle_count above max_instances × capacity_per_instance',
    because: 'the idle slots that it asks for can never exist',
  },
  {
    id: 'V4',
    severity: ['note'],
    reads: 'config.toml',
    finds: 'an idle_count where an instance has several slots',
    because: 'idle_count counts slots, and is easily read as instances',
  },
  {
    id: 'V5',
    severity: ['warning'],
    reads: 'config.toml',
    finds: 'minutes of the week (of the year, where periods name dates) that no policy covers, or no policy at all',
    because: 'idle_count is 0 and idle_time 5 minutes then',
  },
  {
    id: 'V6',
    severity: ['error'],
    reads: 'config.toml',
    finds: 'vm_isolation on macOS with a capacity_per_instance above 2',
    because: 'Apple allows two virtual machines on a host, and the third does not start',
  },
  {
    id: 'V7',
    severity: ['warning'],
    reads: 'both',
    finds: 'an idle_time below fleet.host.min_allocation',
    because: 'the host is paid for until its minimum is over, whether an instance is on it or not',
  },
  {
    id: 'V8',
    severity: ['warning'],
    reads: 'config.toml',
    finds: 'preemptive_mode = true with idle_count = 0',
    because: 'taken literally no job would ever be requested (gitlab-runner#38931)',
  },
  {
    id: 'V9',
    severity: ['warning'],
    reads: 'config.toml',
    finds: 'use_common_build_dir without vm_isolation or max_use_count = 1',
    because: 'it has no effect: a build directory is shared only where no other job finds it',
  },
  {
    id: 'V10',
    severity: ['warning'],
    reads: 'both',
    finds: 'more arrivals in a minute than requests, where each request waits for check_interval (strict_check_interval, or concurrent = 1)',
    because: 'jobs then wait to be asked for while slots are free',
  },
  {
    id: 'V11',
    severity: ['warning'],
    reads: 'both',
    finds: 'a horizon below three idle times, a trace that ends before the horizon, or a gap of an hour in its working time',
    because: 'the figures then tell of the start, or of nothing, more than of the fleet',
  },
  {
    id: 'V12',
    severity: ['error', 'warning'],
    reads: 'scenario',
    finds: 'an objective on money without a price (an error), or a price without a source',
    because: 'money is only computed from a price that somebody can check',
  },
  {
    id: 'V13',
    severity: ['error'],
    reads: 'scenario',
    finds: 'figures that contradict each other or say nothing: a p95 not above the p50, a max not above the min, by_hour without 24 numbers, a rate of 0',
    because: 'no workload can be drawn from them',
  },
  {
    id: 'V14',
    severity: ['error'],
    reads: 'scenario',
    finds: 'a literal secret in a configuration that is written inside a scenario, or in what is set (set, --set)',
    because: 'scenarios and results are shared, and a simulation needs no secret',
  },
  {
    id: 'V15',
    severity: ['error'],
    reads: 'both',
    finds: 'max_instances above fleet.host.pool',
    because: 'a runner that may have more instances than its group allows does not start',
  },
  {
    id: 'V16',
    severity: ['warning'],
    reads: 'both',
    finds: 'job.image of a stream that allowed_images does not let in, with vm_isolation',
    because: 'every job of the stream is refused three times, and lost',
  },
  {
    id: 'V17',
    severity: ['warning'],
    reads: 'scenario',
    finds: 'an objective on recovery.time, or after: fault, in a scenario without faults',
    because: 'there is nothing to measure, and what has no data is missed',
  },
  {
    id: 'V18',
    severity: ['warning'],
    reads: 'both',
    finds: 'spot_storm in a fleet without spot instances, nesting_crash in one without vm_isolation, a fault that begins after the horizon',
    because: 'nothing can be hit, so that the run shows nothing of the fault',
  },
];
