import type { MetricUnit } from '../scenario/objective.ts';
import { errorKinds } from './error-kind.ts';

/** What a metric is, for objectives, reports and `sim explain metric NAME`. */
export interface Metric {
  readonly name: string;
  readonly unit: MetricUnit;
  /** Which way is better; null where neither is. */
  readonly better: 'lower' | 'higher' | null;
  /** What is counted, over which jobs, instances or span, in sentences. */
  readonly description: string;
  /** Computed for the time after faults too (`after: fault`). */
  readonly afterFault: boolean;
  /** What a run is measured against, and only where that is asked for (`--baselines`). */
  readonly baseline: boolean;
}

const statistics = {
  p50: 'The median',
  p90: 'The 90th percentile',
  p95: 'The 95th percentile',
  p99: 'The 99th percentile',
  max: 'The greatest value',
  mean: 'The arithmetic mean',
} as const;

/** The statistics of a span: `wait.p95`, `boot.max`. Percentiles are exact, by nearest rank. */
export type Statistic = keyof typeof statistics;
export const statisticNames = Object.keys(statistics) as Statistic[];

const spans = {
  queue:
    'of the time from a job’s arrival until a job request brought it to the runner: what GitLab shows as queued. Jobs that arrived in the window and were received.',
  wait: 'of the time from a job’s arrival until its first stage started on its instance: queue, acquisition, connection, virtual machine. Jobs that arrived in the window and started.',
  run: 'of the time from a job’s first stage until its end. Jobs that arrived in the window, started and ended.',
  boot: 'of the time from an accepted request of an instance until it was ready for jobs. Instances requested in the window that became ready.',
} as const;

/** The spans that have statistics. */
export type Span = keyof typeof spans;
export const spanNames = Object.keys(spans) as Span[];

function spanMetrics(span: Span): Metric[] {
  const better = span === 'run' ? null : 'lower';
  return statisticNames.map((statistic) => ({
    name: `${span}.${statistic}`,
    unit: 'seconds',
    better,
    afterFault: true,
    baseline: false,
    description: `${statistics[statistic]} ${spans[span]}`,
  }));
}

type Row = readonly [name: string, unit: MetricUnit, better: Metric['better'], description: string, scope?: 'after-fault' | 'baseline'];

const jobRows: readonly Row[] = [
  [
    'wait.slo2m',
    'share',
    'higher',
    'Share of jobs that started within two minutes of their arrival, among those that started, were lost or never came to an end.',
    'after-fault',
  ],
  [
    'wait.share_positive',
    'share',
    'lower',
    'Share of started jobs whose wait is longer than one hundredth of the mean run time: jobs that waited at all.',
    'after-fault',
  ],
  ['queue.length.mean', 'count', 'lower', 'Jobs in the coordinator’s queue, averaged over the time of the window.'],
  ['queue.length.at_arrival', 'count', 'lower', 'Jobs in the coordinator’s queue that an arriving job found, averaged over the arrivals of the window.'],
  [
    'jobs.arrived',
    'count',
    null,
    'Jobs that arrived in the window. It is the sum of jobs.done, jobs.lost, jobs.timeout, jobs.canceled and jobs.unfinished.',
    'after-fault',
  ],
  ['jobs.done', 'count', null, 'Jobs that came to an end of their own, good or bad.', 'after-fault'],
  ['jobs.failed', 'count', null, 'Jobs whose own script failed, or that asked for what the runner does not allow; a part of jobs.done.', 'after-fault'],
  ['jobs.lost', 'count', 'lower', 'Jobs that ended for a reason other than their own: a system failure, no instance in time, a shutdown.', 'after-fault'],
  ['jobs.lost_rate', 'share', 'lower', 'Share of the jobs that arrived in the window that were lost.', 'after-fault'],
  ['jobs.timeout', 'count', null, 'Jobs that ran into their own time-out.', 'after-fault'],
  ['jobs.canceled', 'count', null, 'Jobs that their user canceled.', 'after-fault'],
  ['jobs.unfinished', 'count', 'lower', 'Jobs without an end when the run ended.', 'after-fault'],
  ['jobs.cold_share', 'share', 'lower', 'Share of started jobs whose instance became ready only after their arrival, for them.', 'after-fault'],
];

const instanceRows: readonly Row[] = [
  ['instances.peak', 'count', null, 'The most instances at one time, over the whole run.'],
  ['instances.mean', 'count', null, 'Instances, averaged over the time of the window.'],
  ['instances.created', 'count', 'lower', 'Instances whose request was accepted in the window.', 'after-fault'],
  ['instances.deleted', 'count', null, 'Instances that were gone in the window, whoever removed them.', 'after-fault'],
  ['instances.leaked', 'count', 'lower', 'Instances that the fleet still had at the end and the manager no longer knew.'],
  ['instances.max_uses', 'count', null, 'The most jobs that one instance ran.'],
  [
    'instances.busy',
    'count',
    null,
    'Slots with a job, averaged over the time of the window; with the share of time in which exactly k slots were busy, for each k.',
  ],
  ['util.used', 'share', 'higher', 'Share of the fleet’s time in the window in which slots had a job.'],
  ['util.idle', 'share', 'lower', 'Share of the fleet’s time in the window in which ready slots had none.'],
  ['util.boot', 'share', 'lower', 'Share of the fleet’s time in the window in which instances were requested or booting.'],
  ['util.delete', 'share', 'lower', 'Share of the fleet’s time in the window in which instances were being deleted.'],
  ['util.recycle', 'share', 'lower', 'Share of the fleet’s time in the window in which hosts were scrubbed. The util shares sum to 1.'],
];

const moneyRows: readonly Row[] = [
  ['cost.per_day', 'money', 'lower', 'What the instances (or hosts) of the window cost, for 24 hours. Only where the scenario has a price.'],
  ['cost.per_month', 'money', 'lower', 'What the instances (or hosts) of the window cost, for 730 hours. Only where the scenario has a price.'],
  ['cost.per_job', 'money', 'lower', 'What the window cost, divided by the jobs done that arrived in it.'],
  ['cost.idle_share', 'share', 'lower', 'Share of the paid slot time in which ready slots had no job.'],
  [
    'cost.minimum_share',
    'share',
    'lower',
    'Share of the paid time that is paid only because of a minimum: after an instance’s end, or on a host without an instance.',
  ],
  ['billed.hours', 'count', 'lower', 'Hours of instances (or hosts) in the window that are paid for.'],
  ['billed.used_hours', 'count', null, 'Hours of the window in which instances (or hosts) had a job, the busy slots of an instance counted in proportion.'],
];

const baselineRows: readonly Row[] = [
  [
    'static.instances',
    'count',
    null,
    'The fewest instances that, all there all the time, would have kept 95 in 100 jobs waiting no longer than they did (wait.p95): the first free slot takes the job that came first, at once.',
    'baseline',
  ],
  ['static.wait_p95', 'seconds', null, 'The 95th percentile of waiting on that static fleet.', 'baseline'],
  ['static.hours', 'count', null, 'Hours of that static fleet’s instances in the window, all of which are paid for.', 'baseline'],
  ['static.cost_per_month', 'money', null, 'What that static fleet costs in 730 hours. Only where the scenario has a price.', 'baseline'],
  [
    'clairvoyant.hours',
    'count',
    null,
    'Hours of instances in the window that no fleet can do without that runs these jobs at these times, even if it knows all of them beforehand: jobs that run, by the slots of an instance, rounded up, at each instant. A lower bound of billed.hours.',
    'baseline',
  ],
  ['clairvoyant.cost_per_month', 'money', null, 'What those hours cost, brought to 730 hours: a lower bound of cost.per_month at these waits.', 'baseline'],
];

const outsideRows: readonly Row[] = [
  ['api.calls', 'count', null, 'Calls of the fleet’s interface, over the whole run.'],
  ['api.throttled', 'count', 'lower', 'Calls of the fleet’s interface that its rate limit refused, over the whole run.'],
  [
    'recovery.time',
    'seconds',
    'lower',
    'The longest time from the end of a fault until no job had to wait longer than a minute; to the end of the run where that never came.',
    'after-fault',
  ],
];

function toMetric([name, unit, better, description, scope]: Row): Metric {
  return { name, unit, better, description, afterFault: scope === 'after-fault', baseline: scope === 'baseline' };
}

const errorRows: readonly Row[] = Object.entries(errorKinds).map(([kind, description]) => [`errors.${kind}`, 'count', 'lower', description]);

/** Every metric, in the order in which results and reports list them. */
export const metrics: readonly Metric[] = [
  ...spanNames.flatMap(spanMetrics),
  ...[...jobRows, ...instanceRows, ...moneyRows, ...outsideRows, ...baselineRows, ...errorRows].map(toMetric),
];

const byName: ReadonlyMap<string, Metric> = new Map(metrics.map((metric) => [metric.name, metric]));

/** The metric of that name; undefined when there is none. */
export function findMetric(name: string): Metric | undefined {
  return byName.get(name);
}
