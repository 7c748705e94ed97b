import type { Interval } from './interval.ts';
import { within } from './interval.ts';
import type { MetricValues } from './job-statistics.ts';
import { statisticNames } from './metric.ts';
import type { InstanceColumns, RunRecord } from './run-record.ts';
import { spanStatistics } from './span-statistics.ts';

/** The metrics of instances requested (or gone) in one of the intervals: the span `boot`, and churn. */
export function instanceStatistics(instances: InstanceColumns, intervals: readonly Interval[]): MetricValues {
  const boots = new Float64Array(instances.count);
  let bootCount = 0;
  let created = 0;
  let deleted = 0;
  for (let row = 0; row < instances.count; row++) {
    if (within(instances.goneAt[row]!, intervals)) deleted++;
    const requested = instances.requestedAt[row]!;
    if (!within(requested, intervals)) continue;
    created++;
    const ready = instances.readyAt[row]!;
    if (ready >= requested) boots[bootCount++] = ready - requested;
  }
  const values: MetricValues = new Map();
  const boot = spanStatistics(boots, bootCount);
  for (const name of statisticNames) values.set(`boot.${name}`, boot[name]);
  values.set('instances.created', created);
  values.set('instances.deleted', deleted);
  return values;
}

/** Sets what is averaged over the window or has no window: sizes, uses, utilisation, lengths of queues. */
export function setFleetStatistics(values: MetricValues, record: RunRecord): void {
  const { area, queueAtArrival } = record;
  const windowMs = record.horizon - record.warmup;
  const average = (level: number): number | null => (windowMs === 0 ? null : level / windowMs);
  values.set('queue.length.mean', average(area.queued));
  values.set('queue.length.at_arrival', queueAtArrival.count === 0 ? null : queueAtArrival.sum / queueAtArrival.count);
  values.set('instances.peak', record.peak.instances);
  values.set('instances.mean', average(area.instances));
  values.set('instances.leaked', record.leaked);
  values.set(
    'instances.max_uses',
    record.instances.useCount.subarray(0, record.instances.count).reduce((most, uses) => Math.max(most, uses), 0),
  );
  values.set('instances.busy', average(area.slotsBusy));
  const slots = area.slotsBusy + area.slotsIdle;
  const fleet = area.requested + area.booting + area.ready + area.deleting + area.recycling;
  const share = (part: number): number | null => (fleet === 0 ? null : part / fleet);
  // A ready instance counts as used by the share of its usable slots that have a job.
  values.set('util.used', share(slots === 0 ? 0 : (area.ready * area.slotsBusy) / slots));
  values.set('util.idle', share(slots === 0 ? area.ready : (area.ready * area.slotsIdle) / slots));
  values.set('util.boot', share(area.requested + area.booting));
  values.set('util.delete', share(area.deleting));
  values.set('util.recycle', share(area.recycling));
}
