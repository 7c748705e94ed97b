import type { MetricUnit, Objective } from '../scenario/objective.ts';
import { apportion } from './apportion.ts';
import { causes } from './cause.ts';
import { estimate } from './estimate.ts';
import { foldHashes } from './fold-hashes.ts';
import { findMetric, metrics } from './metric.ts';
import { judgeObjective } from './objective-outcome.ts';
import { unsettledFigures } from './unsettled-figures.ts';
import { seriesLevels, type Replication, type SeriesLevel } from './replication.ts';
import type { Result, ResultFacts, ResultMetric } from './result.ts';
import { resultFormat } from './result-format.ts';
import { roundFigure } from './round-figure.ts';

/** What a result says of its inputs. */
export interface ResultInputs {
  readonly scenario: Result['scenario'];
  readonly config: Result['config'];
  readonly seed: number;
  readonly objectives: readonly Objective[];
  readonly facts: ResultFacts;
  /** False when the run was interrupted, even between two replications. */
  readonly complete: boolean;
}

/** Shares are kept in millionths, which sum to exactly one. */
const million = 1_000_000;

/**
 * Folds replications, in the order of their seeds, into a result. Of an interrupted run only the whole replications count, unless there is none.
 */
export function buildResult(inputs: ResultInputs, all: readonly Replication[]): Result {
  const whole = all.filter(({ complete }) => complete);
  const replications = whole.length > 0 ? whole : all;
  const unit = (name: string): string => unitName(findMetric(name)!.unit, inputs.facts.currency);
  const measured = Object.fromEntries(metricNames(replications).map((name) => [name, metric(name, unit(name), replications)]));
  return {
    format: resultFormat,
    scenario: inputs.scenario,
    config: inputs.config,
    seed: inputs.seed,
    replications: replications.length,
    complete: inputs.complete && whole.length === all.length,
    hash: foldHashes(replications.map(({ hash }) => hash)),
    metrics: measured,
    unsettled: unsettledFigures(measured),
    slo: inputs.objectives.map((objective) => {
      const outcome = judgeObjective(objective, replications);
      const { value, lo, hi } = outcome.estimate;
      return {
        expr: objective.after === null ? objective.expr : `${objective.expr} after ${objective.after}`,
        severity: objective.severity,
        ok: outcome.ok,
        value: rounded(value),
        unit: unit(objective.metric),
        lo: rounded(lo),
        hi: rounded(hi),
        passed: outcome.passedCount,
      };
    }),
    why: why(replications),
    series: series(replications),
    facts: inputs.facts,
  };
}

function unitName(unit: MetricUnit, currency: string | null): string {
  return unit === 'money' ? (currency ?? 'money') : unit;
}

/** The metrics that a replication has, in their order. */
function metricNames(replications: readonly Replication[]): string[] {
  const present = new Set(replications.flatMap(({ values }) => values.map(([name]) => name)));
  return metrics.map(({ name }) => name).filter((name) => present.has(name));
}

function metric(name: string, unit: string, replications: readonly Replication[]): ResultMetric {
  const missing = name.startsWith('errors.') ? 0 : null;
  const values = replications.map((replication) => replication.values.find(([known]) => known === name)?.[1] ?? missing);
  const { value, lo, hi, n } = estimate(values);
  const figures = { value: rounded(value), unit, lo: rounded(lo), hi: rounded(hi), n, ...(values.length > 1 ? { values: values.map(rounded) } : {}) };
  return name === 'instances.busy' ? { ...figures, histogram: averages(replications.map(({ busyShares }) => busyShares)) } : figures;
}

function rounded(value: number | null): number | null {
  return value === null ? null : roundFigure(value);
}

function why(replications: readonly Replication[]): Result['why'] {
  const seconds = causes.map((cause) => replications.reduce((sum, replication) => sum + replication.why[cause], 0) / replications.length);
  const shares = apportion(seconds, million);
  return causes.map((cause, index) => ({ cause, seconds: roundFigure(seconds[index]!), share: shares[index]! / million }));
}

function series(replications: readonly Replication[]): Result['series'] {
  const levels = {} as Record<SeriesLevel, number[]>;
  for (const level of seriesLevels) levels[level] = averages(replications.map((replication) => replication.series.levels[level]));
  return { step: roundFigure(replications[0]!.series.stepMs / 1000), levels };
}

/** Significant digits of a point in a chart. */
const pointDigits = 6;

/** The mean at each index; what a shorter list lacks counts as zero. */
function averages(lists: readonly (readonly number[])[]): number[] {
  const length = Math.max(...lists.map((list) => list.length));
  return Array.from({ length }, (_, index) => {
    const sum = lists.reduce((all, list) => all + (list[index] ?? 0), 0);
    return Number((sum / lists.length).toPrecision(pointDigits));
  });
}
