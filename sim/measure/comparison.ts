import type { Cause } from './cause.ts';
import { pairedDifference, unpairedDifference, type Difference } from './difference.ts';
import { findMetric, metrics } from './metric.ts';
import type { Result, ResultFacts, ResultMetric } from './result.ts';
import { roundFigure } from './round-figure.ts';

/** The version of the comparison's JSON. */
const comparisonFormat = '1.0';

/** One of two results, as a comparison names it. */
export interface ComparedSide {
  readonly scenario: Result['scenario'];
  readonly config: Result['config'];
  readonly set: ResultFacts['set'];
  /** How replications of a replayed history differ; null: nothing is replayed. */
  readonly bootstrap: NonNullable<ResultFacts['bootstrap']> | null;
  readonly seed: number;
  readonly replications: number;
  readonly complete: boolean;
  readonly hash: string;
}

/** A mean with its 95 % t-interval. */
type Figure = Pick<ResultMetric, 'value' | 'unit' | 'lo' | 'hi'>;

/** A metric on both sides. */
export interface ComparedMetric {
  readonly a: Figure;
  readonly b: Figure;
  /** b less a. */
  readonly difference: Difference;
  /** The difference as a share of a; null where a is zero or unknown. */
  readonly relative: number | null;
  /** The side that is better beyond chance; null where none is, or where neither way is better. */
  readonly better: 'a' | 'b' | null;
}

/** An objective on both sides; null on a side that does not have it. */
export interface ComparedObjective {
  readonly expr: string;
  readonly severity: 'error' | 'warn';
  readonly unit: string;
  readonly a: { readonly ok: boolean; readonly value: number | null } | null;
  readonly b: { readonly ok: boolean; readonly value: number | null } | null;
}

/** Two results side by side. */
export interface Comparison {
  readonly format: string;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** Whether intervals are on pairs of replications with the same seed. */
  readonly paired: boolean;
  /** Some figure differs beyond chance, or an objective of both is met on one side only. */
  readonly differ: boolean;
  readonly metrics: Readonly<Record<string, ComparedMetric>>;
  readonly slo: readonly ComparedObjective[];
  readonly why: readonly { readonly cause: Cause; readonly a: number; readonly b: number }[];
}

/** Lays two results side by side, paired where both ran on the same seeds and have the figures of each. */
export function compareResults(a: Result, b: Result): Comparison {
  const paired = arePaired(a, b);
  const compared = Object.fromEntries(metricNames(a, b).map((name) => [name, compareMetric(name, a, b, paired)]));
  const slo = compareObjectives(a, b);
  return {
    format: comparisonFormat,
    a: sideOf(a),
    b: sideOf(b),
    paired,
    differ:
      Object.values(compared).some(({ difference }) => isDifferent(difference)) || slo.some((row) => row.a !== null && row.b !== null && row.a.ok !== row.b.ok),
    metrics: compared,
    slo,
    why: a.why.map(({ cause, seconds }) => ({ cause, a: seconds, b: b.why.find((row) => row.cause === cause)?.seconds ?? 0 })),
  };
}

/** Whether a difference is more than chance explains; that of a single replication is a fact of its seed. */
export function isDifferent({ verdict }: Difference): boolean {
  return verdict === 'lower' || verdict === 'higher' || verdict === 'no-interval';
}

function arePaired(a: Result, b: Result): boolean {
  const hasValues = ({ metrics: known, replications }: Result): boolean =>
    replications === 1 || Object.values(known).every(({ values }) => values !== undefined);
  const isAlike = (a.facts.bootstrap ?? null) === (b.facts.bootstrap ?? null);
  return isAlike && a.seed === b.seed && a.replications === b.replications && hasValues(a) && hasValues(b);
}

/** The file's path is where it was found; its name and digest say what it is. */
function sideOf({ scenario, config, facts, seed, replications, complete, hash }: Result): ComparedSide {
  return { scenario, config, set: facts.set.filter(({ path }) => path !== 'config'), bootstrap: facts.bootstrap ?? null, seed, replications, complete, hash };
}

/** The metrics that a side has, in their order. */
function metricNames(a: Result, b: Result): string[] {
  const present = new Set([...Object.keys(a.metrics), ...Object.keys(b.metrics)]);
  return metrics.map(({ name }) => name).filter((name) => present.has(name));
}

function compareMetric(name: string, first: Result, second: Result, paired: boolean): ComparedMetric {
  const a = metricOf(name, first, second);
  const b = metricOf(name, second, first);
  // Two currencies have no difference.
  const known = a.unit === b.unit ? a : { ...a, value: null };
  const difference = paired && a.unit === b.unit ? pairedDifference(valuesOf(a), valuesOf(b)) : unpairedDifference(known, b);
  return {
    a: { value: a.value, unit: a.unit, lo: a.lo, hi: a.hi },
    b: { value: b.value, unit: b.unit, lo: b.lo, hi: b.hi },
    difference,
    relative: a.value === null || a.value === 0 || difference.value === null ? null : roundFigure(difference.value / a.value),
    better: betterSide(name, difference),
  };
}

/** A kind of failure that never came up is zero; any other metric that a side lacks has nothing to compare. */
function metricOf(name: string, of: Result, other: Result): ResultMetric {
  const known = of.metrics[name];
  if (known !== undefined) return known;
  const { unit } = other.metrics[name]!;
  if (!name.startsWith('errors.')) return { value: null, unit, lo: null, hi: null, n: 0 };
  const zeros = Array.from({ length: of.replications }, () => 0);
  return of.replications === 1 ? { value: 0, unit, lo: null, hi: null, n: 1 } : { value: 0, unit, lo: 0, hi: 0, n: of.replications, values: zeros };
}

function valuesOf({ value, values }: ResultMetric): readonly (number | null)[] {
  return values ?? [value];
}

function betterSide(name: string, { verdict }: Difference): ComparedMetric['better'] {
  const better = findMetric(name)?.better ?? null;
  if (better === null || (verdict !== 'lower' && verdict !== 'higher')) return null;
  return better === verdict ? 'b' : 'a';
}

function compareObjectives(a: Result, b: Result): ComparedObjective[] {
  const rows = [...a.slo, ...b.slo.filter(({ expr }) => a.slo.every((row) => row.expr !== expr))];
  return rows.map(({ expr, severity, unit }) => {
    const on = ({ slo }: Result): ComparedObjective['a'] => {
      const row = slo.find((known) => known.expr === expr);
      return row === undefined ? null : { ok: row.ok, value: row.value };
    };
    return { expr, severity, unit, a: on(a), b: on(b) };
  });
}
