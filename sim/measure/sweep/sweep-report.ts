import { pairedDifference, type Difference } from '../difference.ts';
import type { ResultMetric } from '../result.ts';
import { roundFigure } from '../round-figure.ts';
import { paretoFront } from './pareto-front.ts';
import type { SweepHead, SweepPoint } from './sweep-lines.ts';

/** A figure of a point beside today's. */
export interface AgainstToday {
  /** The point less today, on the same seeds. */
  readonly difference: Difference;
  /** The difference as a share of today's; null where that is zero or unknown. */
  readonly relative: number | null;
}

/** A point of a sweep with what is made of it. */
export interface ReportedPoint extends SweepPoint {
  /** No other point costs less without a longer wait. */
  readonly front: boolean;
  /** Every objective of severity error holds; null where there is none. */
  readonly meets: boolean | null;
  readonly against_today: { readonly cost: AgainstToday; readonly wait: AgainstToday };
}

/** A sweep with its Pareto front. */
export interface SweepReport extends SweepHead {
  /** Names of the two metrics that are weighed against each other. */
  readonly cost: string;
  readonly wait: string;
  /** In the order of the grid; number 0 is today's configuration. */
  readonly results: readonly ReportedPoint[];
  /** Numbers of the points of the Pareto front, from the cheapest to the dearest. */
  readonly front: readonly number[];
  /** The point that the scenario's sweep seeks; null where it seeks none, or none will do. */
  readonly best: number | null;
}

/** The metrics to weigh; by default the bill (or paid hours, where there is no price) and the 95th percentile of waiting. */
export interface Weighed {
  readonly cost?: string | undefined;
  readonly wait?: string | undefined;
}

/** Weighs the points of a whole sweep, in the order of their numbers, against each other and against today's configuration. */
export function sweepReport(head: SweepHead, points: readonly SweepPoint[], weighed: Weighed = {}): SweepReport {
  const cost = weighed.cost ?? (head.currency === null ? 'billed.hours' : 'cost.per_month');
  const wait = weighed.wait ?? 'wait.p95';
  const value = (point: SweepPoint, name: string): number | null => point.metrics[name]?.value ?? null;
  const front = paretoFront(points.map((point) => ({ cost: value(point, cost), wait: value(point, wait) }))).map((at) => points[at]!.index);
  const today = points[0]!;
  const results = points.map((point) => ({
    ...point,
    front: front.includes(point.index),
    meets: meets(point.slo),
    against_today: { cost: againstToday(today.metrics[cost], point.metrics[cost]), wait: againstToday(today.metrics[wait], point.metrics[wait]) },
  }));
  return { ...head, cost, wait, results, front, best: bestOf(head, results) };
}

function meets(slo: SweepPoint['slo']): boolean | null {
  const binding = slo.filter(({ severity }) => severity === 'error');
  return binding.length === 0 ? null : binding.every(({ ok }) => ok);
}

function againstToday(today: ResultMetric | undefined, point: ResultMetric | undefined): AgainstToday {
  const valuesOf = (metric: ResultMetric | undefined): readonly (number | null)[] => metric?.values ?? [metric?.value ?? null];
  const difference = pairedDifference(valuesOf(today), valuesOf(point));
  const base = today?.value ?? null;
  return { difference, relative: base === null || base === 0 || difference.value === null ? null : roundFigure(difference.value / base) };
}

function bestOf({ minimize, subject_to_slo: mustMeet }: Pick<SweepHead, 'minimize' | 'subject_to_slo'>, points: readonly ReportedPoint[]): number | null {
  if (minimize === null) return null;
  let best: { readonly index: number; readonly value: number } | null = null;
  for (const point of points) {
    const value = point.metrics[minimize]?.value ?? null;
    if (value === null || (mustMeet && point.meets === false)) continue;
    if (best === null || value < best.value) best = { index: point.index, value };
  }
  return best?.index ?? null;
}
