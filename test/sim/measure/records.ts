import { causes, type Cause } from '../../../sim/measure/cause.ts';
import { jobOutcomes, levels, type HostColumns, type JobOutcomeName, type Level, type RunRecord } from '../../../sim/measure/run-record.ts';

/** A job by hand, in seconds; what is left out never came to pass. */
export interface JobRow {
  readonly arrival: number;
  readonly received?: number;
  readonly started?: number;
  readonly ended?: number;
  readonly outcome?: JobOutcomeName;
  readonly cold?: boolean;
}

/** An instance by hand, in seconds. */
export interface InstanceRow {
  readonly requested: number;
  readonly ready?: number;
  readonly gone?: number;
  readonly uses?: number;
  readonly spot?: boolean;
}

/** What a test says of a record; times in seconds, areas in unit × seconds. */
export interface RecordParts {
  readonly seed?: number;
  readonly warmup?: number;
  readonly horizon?: number;
  readonly end?: number;
  readonly complete?: boolean;
  readonly hash?: string;
  readonly jobs?: readonly JobRow[];
  readonly instances?: readonly InstanceRow[];
  readonly hosts?: readonly { readonly allocated: number; readonly released?: number }[];
  readonly area?: Partial<Record<Level, number>>;
  readonly busySlots?: readonly number[];
  readonly queueAtArrival?: RunRecord['queueAtArrival'];
  readonly peakInstances?: number;
  readonly why?: Partial<Record<Cause, number>>;
  readonly errors?: Record<string, number>;
  readonly recovery?: readonly number[];
  readonly series?: Partial<Record<Level, readonly number[]>>;
  readonly seriesLength?: number;
}

/** A run record made by hand. */
export function record(parts: RecordParts = {}): RunRecord {
  const { jobs = [], instances = [], warmup = 0, horizon = 1000, busySlots = [], seriesLength = 2 } = parts;
  const end = parts.end ?? horizon;
  return {
    seed: parts.seed ?? 1,
    warmup: warmup * 1000,
    horizon: horizon * 1000,
    end: end * 1000,
    complete: parts.complete ?? true,
    hash: parts.hash ?? '0123456789abcdef',
    steps: 100,
    jobs: {
      count: jobs.length,
      arrivalAt: instants(jobs, ({ arrival }) => arrival),
      receivedAt: instants(jobs, ({ received, started }) => received ?? started),
      startedAt: instants(jobs, ({ started }) => started),
      endedAt: instants(jobs, ({ ended }) => ended),
      outcome: Uint8Array.from(jobs, ({ outcome = 'success' }) => jobOutcomes.indexOf(outcome)),
      cold: Uint8Array.from(jobs, ({ cold = false }) => Number(cold)),
    },
    instances: {
      count: instances.length,
      requestedAt: instants(instances, ({ requested }) => requested),
      readyAt: instants(instances, ({ ready }) => ready),
      removedAt: instants(instances, ({ gone }) => gone),
      goneAt: instants(instances, ({ gone }) => gone),
      billedFrom: instants(instances, ({ requested }) => requested),
      billedTo: instants(instances, ({ gone }) => gone ?? end),
      useCount: Uint32Array.from(instances, ({ uses = 0 }) => uses),
      reason: new Uint8Array(instances.length),
      spot: Uint8Array.from(instances, ({ spot = false }) => Number(spot)),
    },
    hosts: parts.hosts === undefined ? null : hostColumns(parts.hosts),
    area: byLevel((level) => (parts.area?.[level] ?? 0) * 1000),
    areaTotal: byLevel(() => 0),
    busySlots: Float64Array.from(busySlots, (seconds) => seconds * 1000),
    queueAtArrival: parts.queueAtArrival ?? { sum: 0, count: 0 },
    peak: { instances: parts.peakInstances ?? instances.length, slotsBusy: 0, queued: 0 },
    why: Object.fromEntries(causes.map((cause) => [cause, (parts.why?.[cause] ?? 0) * 1000])) as Record<Cause, number>,
    api: { calls: 40, throttled: 2, failed: 1 },
    errors: parts.errors ?? {},
    recovery: (parts.recovery ?? []).map((seconds) => seconds * 1000),
    leaked: 0,
    series: { step: 60_000, levels: byLevel((level) => Float64Array.from(parts.series?.[level] ?? Array.from({ length: seriesLength }, () => 0))) },
  };
}

function hostColumns(hosts: NonNullable<RecordParts['hosts']>): HostColumns {
  return { count: hosts.length, allocatedAt: instants(hosts, ({ allocated }) => allocated), releasedAt: instants(hosts, ({ released }) => released) };
}

function instants<Row>(rows: readonly Row[], seconds: (row: Row) => number | undefined): Float64Array {
  return Float64Array.from(rows, (row) => (seconds(row) ?? Number.NaN) * 1000);
}

function byLevel<Value>(value: (level: Level) => Value): Record<Level, Value> {
  return Object.fromEntries(levels.map((level) => [level, value(level)])) as Record<Level, Value>;
}
