import type { PriceModel } from '../scenario/fleet-model.ts';
import type { Interval } from './interval.ts';
import { overlap } from './interval.ts';
import type { MetricValues } from './job-statistics.ts';
import type { RunRecord } from './run-record.ts';

const hourMs = 3_600_000;
const hoursPerDay = 24;
/** A year's month, as cloud price lists have it. */
const hoursPerMonth = 730;

/** The tariff of a scenario. */
export interface Tariff {
  readonly price: PriceModel;
  /** Factor on the price of spot instances; 1 where there are none. */
  readonly spotFactor: number;
}

/** Milliseconds of the window that are paid for. */
interface Bill {
  paidMs: number;
  /** Of these, what only a minimum makes one pay: no instance is there. */
  minimumMs: number;
  /** Paid time weighted by the factor of its price. */
  weightedMs: number;
}

/** Sets the `billed` metrics and, where there is a price, the `cost` metrics. `doneCount` jobs share the cost. */
export function setBilling(values: MetricValues, record: RunRecord, tariff: Tariff | null, doneCount: number): void {
  const window = { from: record.warmup, to: record.horizon };
  const bill = record.hosts === null ? billInstances(record, tariff, window) : billHosts(record, tariff, window);
  const { slotsBusy, slotsIdle, ready } = record.area;
  const slots = slotsBusy + slotsIdle;
  const usedMs = slots === 0 ? 0 : (ready * slotsBusy) / slots;
  const idleMs = slots === 0 ? 0 : (ready * slotsIdle) / slots;
  if (tariff !== null) {
    const cost = (bill.weightedMs / hourMs) * tariff.price.perInstanceHour;
    const hours = (window.to - window.from) / hourMs;
    values.set('cost.per_day', hours === 0 ? null : (cost / hours) * hoursPerDay);
    values.set('cost.per_month', hours === 0 ? null : (cost / hours) * hoursPerMonth);
    values.set('cost.per_job', doneCount === 0 ? null : cost / doneCount);
    values.set('cost.idle_share', bill.paidMs === 0 ? null : idleMs / bill.paidMs);
    values.set('cost.minimum_share', bill.paidMs === 0 ? null : bill.minimumMs / bill.paidMs);
  }
  values.set('billed.hours', bill.paidMs / hourMs);
  values.set('billed.used_hours', usedMs / hourMs);
}

function billInstances({ instances, end }: RunRecord, tariff: Tariff | null, window: Interval): Bill {
  const bill: Bill = { paidMs: 0, minimumMs: 0, weightedMs: 0 };
  const minimum = tariff?.price.minimumMs ?? 0;
  for (let row = 0; row < instances.count; row++) {
    const from = instances.billedFrom[row]!;
    if (Number.isNaN(from)) continue;
    const to = orEnd(instances.billedTo[row]!, end);
    const paid = overlap(from, Math.max(to, from + minimum), window);
    bill.paidMs += paid;
    bill.minimumMs += paid - overlap(from, to, window);
    bill.weightedMs += paid * (instances.spot[row] === 1 ? (tariff?.spotFactor ?? 1) : 1);
  }
  return bill;
}

/** Hosts are paid from allocation to release, but for the time of their scrubbing. @remarks Source: autoscalers.md §4 (a pending host is not billed). */
function billHosts({ hosts, instances, area, end }: RunRecord, tariff: Tariff | null, window: Interval): Bill {
  const minimum = tariff?.price.minimumMs ?? 0;
  let heldMs = 0;
  for (let row = 0; row < hosts!.count; row++) {
    const from = hosts!.allocatedAt[row]!;
    heldMs += overlap(from, Math.max(orEnd(hosts!.releasedAt[row]!, end), from + minimum), window);
  }
  let occupiedMs = 0;
  for (let row = 0; row < instances.count; row++) {
    const from = instances.billedFrom[row]!;
    if (!Number.isNaN(from)) occupiedMs += overlap(from, orEnd(instances.billedTo[row]!, end), window);
  }
  const paidMs = Math.max(0, heldMs - area.recycling);
  return { paidMs, minimumMs: Math.max(0, paidMs - occupiedMs), weightedMs: paidMs };
}

function orEnd(at: number, end: number): number {
  return Number.isNaN(at) ? end : at;
}
