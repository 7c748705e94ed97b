import type { Objective } from '../scenario/objective.ts';
import type { ScenarioFault } from '../scenario/scenario-fault.ts';
import { setBaselines, type BaselineContext } from './baselines/set-baselines.ts';
import { setBilling, type Tariff } from './billing.ts';
import { causes, type Cause } from './cause.ts';
import { instanceStatistics, setFleetStatistics } from './instance-statistics.ts';
import { intervalsAfterFaults } from './interval.ts';
import { jobStatistics, type MetricValues } from './job-statistics.ts';
import { metrics } from './metric.ts';
import type { Level, RunRecord } from './run-record.ts';

/** What measuring needs of the scenario. */
export interface MeasureContext {
  /** null: no money. */
  readonly tariff: Tariff | null;
  readonly faults: readonly ScenarioFault[];
  readonly objectives: readonly Objective[];
  /** False where nobody draws a chart: the levels over time and the shares of busy slots are then left out. They are a third of what a small run takes. */
  readonly series?: boolean;
  /** Left out where the run is measured against nothing. */
  readonly baselines?: BaselineContext;
}

/** The statistics of one replication: small plain data, so that a worker thread can hand it over in place of a run record. */
export interface Replication {
  readonly seed: number;
  readonly hash: string;
  readonly complete: boolean;
  /** By metric name, in the order of the registry; null where there was nothing to measure. */
  readonly values: readonly (readonly [name: string, value: number | null])[];
  /** The same metrics over the time after faults, for the objectives that ask for it. */
  readonly afterFault: readonly (readonly [name: string, value: number | null])[];
  /** Share of the window with exactly k slots busy, at index k. */
  readonly busyShares: readonly number[];
  /** Waiting seconds by cause. */
  readonly why: Readonly<Record<Cause, number>>;
  readonly series: ReplicationSeries;
}

/** Levels averaged over equal steps. */
export interface ReplicationSeries {
  readonly stepMs: number;
  readonly levels: Readonly<Record<SeriesLevel, readonly number[]>>;
}

/** The levels that results carry as series. */
export const seriesLevels = [
  'queued',
  'preparing',
  'running',
  'requested',
  'booting',
  'ready',
  'deleting',
  'recycling',
  'slotsBusy',
  'slotsIdle',
] as const satisfies readonly Level[];
export type SeriesLevel = (typeof seriesLevels)[number];

/** More points than this make a report heavy and a chart no better. @remarks Source: ux.md §1.2 (k6). */
const maxSeriesPoints = 2880;

/** Computes every metric of one replication from its record. */
export function measureReplication(record: RunRecord, context: MeasureContext): Replication {
  const window = [{ from: record.warmup, to: record.horizon }];
  const found: MetricValues = new Map([...jobStatistics(record.jobs, window), ...instanceStatistics(record.instances, window)]);
  setFleetStatistics(found, record);
  setBilling(found, record, context.tariff, found.get('jobs.done')!);
  if (context.baselines !== undefined) setBaselines(found, record, context.tariff, context.baselines);
  found.set('api.calls', record.api.calls);
  found.set('api.throttled', record.api.throttled);
  for (const [kind, count] of Object.entries(record.errors)) found.set(`errors.${kind}`, count);
  if (context.faults.length > 0) found.set('recovery.time', recoveryTime(record, context.faults));
  return {
    seed: record.seed,
    hash: record.hash,
    complete: record.complete,
    values: metrics.flatMap(({ name }) => (found.has(name) ? [[name, found.get(name)!] as const] : [])),
    afterFault: afterFault(record, context),
    busyShares: context.series === false ? [] : busyShares(record),
    why: waitingSeconds(record),
    series: context.series === false ? noSeries : series(record),
  };
}

function afterFault(record: RunRecord, { objectives, faults }: MeasureContext): [string, number | null][] {
  const asked = objectives.filter(({ after }) => after === 'fault').map(({ metric }) => metric);
  if (asked.length === 0) return [];
  const intervals = intervalsAfterFaults(faults, record.horizon);
  const values = new Map([...jobStatistics(record.jobs, intervals), ...instanceStatistics(record.instances, intervals)]);
  if (faults.length > 0) values.set('recovery.time', recoveryTime(record, faults));
  return [...new Set(asked)].map((name) => [name, values.get(name) ?? null]);
}

/** The longest recovery in seconds; a fault that nothing recovered from counts to the end of the run. */
function recoveryTime(record: RunRecord, faults: readonly ScenarioFault[]): number | null {
  let longest: number | null = null;
  record.recovery.forEach((recovery, index) => {
    const fault = faults[index]!;
    const ms = Number.isNaN(recovery) ? Math.max(0, record.end - fault.atMs - fault.forMs) : recovery;
    longest = Math.max(longest ?? 0, ms / 1000);
  });
  return longest;
}

function busyShares(record: RunRecord): number[] {
  const windowMs = record.horizon - record.warmup;
  let length = record.busySlots.length;
  while (length > 0 && record.busySlots[length - 1] === 0) length--;
  return Array.from(record.busySlots.subarray(0, length), (ms) => (windowMs === 0 ? 0 : ms / windowMs));
}

function waitingSeconds(record: RunRecord): Record<Cause, number> {
  const seconds = {} as Record<Cause, number>;
  for (const cause of causes) seconds[cause] = record.why[cause] / 1000;
  return seconds;
}

const noSeries: ReplicationSeries = {
  stepMs: 0,
  levels: Object.fromEntries(seriesLevels.map((level) => [level, []])) as unknown as ReplicationSeries['levels'],
};

/** Merges neighbouring steps until there are few enough. */
function series({ series: { step, levels } }: RunRecord): ReplicationSeries {
  const merge = Math.max(1, Math.ceil(levels.queued.length / maxSeriesPoints));
  const merged = {} as Record<SeriesLevel, readonly number[]>;
  for (const level of seriesLevels) {
    const values = levels[level];
    merged[level] = Array.from({ length: Math.ceil(values.length / merge) }, (_, point) => {
      const part = values.subarray(point * merge, (point + 1) * merge);
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    });
  }
  return { stepMs: step * merge, levels: merged };
}
