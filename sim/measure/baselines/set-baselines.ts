import type { Tariff } from '../billing.ts';
import type { MetricValues } from '../job-statistics.ts';
import type { RunRecord } from '../run-record.ts';
import { clairvoyantHours } from './clairvoyant-hours.ts';
import { runSpans } from './run-spans.ts';
import { smallestStaticFleet } from './static-fleet.ts';

const hourMs = 3_600_000;
/** A year's month, as cloud price lists have it. */
const hoursPerMonth = 730;

/** What baselines need of the configuration. */
export interface BaselineContext {
  /** The most jobs that an instance runs at once. */
  readonly slotsPerInstance: number;
}

/** Sets what the run is measured against: a static fleet that is as fast, and what no fleet can do without for these waits. */
export function setBaselines(values: MetricValues, record: RunRecord, tariff: Tariff | null, { slotsPerInstance }: BaselineContext): void {
  const window = { from: record.warmup, to: record.horizon };
  const hours = (window.to - window.from) / hourMs;
  const spans = runSpans(record.jobs);
  const least = clairvoyantHours(spans, slotsPerInstance, window);
  const waitP95 = values.get('wait.p95') ?? null;
  const fixed = waitP95 === null ? null : smallestStaticFleet(spans, slotsPerInstance, window, waitP95);
  values.set('static.instances', fixed?.instances ?? null);
  values.set('static.wait_p95', fixed?.waitP95 ?? null);
  values.set('static.hours', fixed === null ? null : fixed.instances * hours);
  values.set('clairvoyant.hours', least);
  if (tariff === null) return;
  const { perInstanceHour } = tariff.price;
  values.set('static.cost_per_month', fixed === null ? null : fixed.instances * hoursPerMonth * perInstanceHour);
  // Some instances may be spot and others not: the bound takes the cheaper of the two.
  const leastPrice = perInstanceHour * Math.min(1, tariff.spotFactor);
  values.set('clairvoyant.cost_per_month', hours === 0 ? null : (least / hours) * hoursPerMonth * leastPrice);
}
