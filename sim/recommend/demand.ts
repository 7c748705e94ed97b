import type { Replication } from '../measure/replication.ts';
import type { ScenarioClock } from '../scenario/scenario.ts';

const hourMs = 3_600_000;
const hoursInWeek = 168;
/** 1970-01-01 was a Thursday, Monday being 0. */
const weekdayOfEpoch = 3;

/** How many job slots a workload needs when every job starts at once: what a fleet without limits would have had busy. */
export interface Demand {
  /** The most slots that were ever needed. */
  readonly peak: number;
  /** Slots that suffice for a share `u` of the time. */
  quantile(u: number): number;
  /** For each hour of the week (0 is Monday from midnight, on the wall clock of the scenario) the slots needed in it, on average over the weeks. */
  readonly byHourOfWeek: readonly number[];
}

/** Reads the demand from replications of a fleet that had room for everything, their series kept. */
export function demandOf(replications: readonly Replication[], clock: Pick<ScenarioClock, 'startEpochMs' | 'utcOffsets'>): Demand {
  const shares = busyShares(replications);
  return {
    peak: shares.length - 1,
    quantile: (u) => quantile(shares, u),
    byHourOfWeek: byHourOfWeek(replications, clock),
  };
}

/** Share of the time with exactly k slots busy, at index k, on average over the replications. */
function busyShares(replications: readonly Replication[]): number[] {
  const length = Math.max(1, ...replications.map(({ busyShares: { length: own } }) => own));
  return Array.from({ length }, (_, slots) => replications.reduce((sum, replication) => sum + (replication.busyShares[slots] ?? 0), 0) / replications.length);
}

function quantile(shares: readonly number[], u: number): number {
  let below = 0;
  for (const [slots, share] of shares.entries()) {
    below += share;
    if (below >= u) return slots;
  }
  return shares.length - 1;
}

function byHourOfWeek(replications: readonly Replication[], clock: Pick<ScenarioClock, 'startEpochMs' | 'utcOffsets'>): number[] {
  const sums = new Array<number>(hoursInWeek).fill(0);
  const counts = new Array<number>(hoursInWeek).fill(0);
  for (const { series } of replications) {
    for (const [point, busy] of series.levels.slotsBusy.entries()) {
      const hour = hourOfWeek((point + 0.5) * series.stepMs, clock);
      sums[hour]! += busy;
      counts[hour]!++;
    }
  }
  return sums.map((sum, hour) => (counts[hour] === 0 ? 0 : sum / counts[hour]!));
}

function hourOfWeek(at: number, { startEpochMs, utcOffsets }: Pick<ScenarioClock, 'startEpochMs' | 'utcOffsets'>): number {
  const offset = utcOffsets.findLast(({ atMs }) => atMs <= at)?.offsetMs ?? utcOffsets[0]?.offsetMs ?? 0;
  const hours = Math.floor((startEpochMs + at + offset) / hourMs) + weekdayOfEpoch * 24;
  return ((hours % hoursInWeek) + hoursInWeek) % hoursInWeek;
}
