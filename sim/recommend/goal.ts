import { estimate } from '../measure/estimate.ts';
import type { Replication } from '../measure/replication.ts';
import type { Objective } from '../scenario/objective.ts';

/** What a search is after: the least cost among the configurations that meet all objectives. */
export interface Goal {
  /** What the user asks for: met where the whole interval is. */
  readonly objectives: readonly Objective[];
  /** What goes without saying: met where the mean is. */
  readonly guards: readonly Objective[];
  /** Metrics that are weighed against each other; less of either is better. */
  readonly cost: string;
  readonly wait: string;
  /** The most that `wait` may be on the mean: how a search asks for less waiting than the user does. null for any. */
  readonly ceiling: number | null;
}

/** How a configuration stands to a goal, by some of its replications. */
export interface Standing {
  /** 0 when every objective is met, else how far they are missed, growing to the number of objectives. */
  readonly violation: number;
  readonly cost: number;
  readonly wait: number;
  readonly n: number;
}

/** From so many replications on the interval of a configuration itself is taken. */
const fewestForInterval = 4;
/** Nothing measured is worse than anything measured. */
const unmeasured = 1e6;

/** Relative half-widths of the 95 % intervals of metrics, known from another configuration: what the first replications of a new one are given on top. */
export type Margins = ReadonlyMap<string, number>;

/**
 * Judges replications with 95 % confidence: an objective counts as met when its whole 95 % interval is on the good side. With fewer than four replications the
 * interval is that which `margins` lend.
 */
export function standing(replications: readonly Replication[], { objectives, guards, cost, wait, ceiling }: Goal, margins: Margins = new Map()): Standing {
  const mean = (name: string): number => estimate(replications.map((replication) => metricOf(replication, name))).value ?? unmeasured;
  const waiting = mean(wait);
  const missed = objectives.reduce((sum, objective) => sum + violationOf(objective, replications, margins), 0);
  const unguarded = guards.reduce((sum, guard) => sum + violationOf(guard, replications, null), 0);
  const above = ceiling === null ? 0 : Math.max(0, waiting - ceiling) / Math.max(1, ceiling);
  return {
    violation: missed + unguarded + bounded(above),
    cost: mean(cost),
    wait: waiting,
    n: replications.length,
  };
}

/** The value of a metric in one replication. */
export function metricOf(replication: Replication, name: string): number | null {
  const found = replication.values.find(([known]) => known === name);
  // A kind of failure that never came up has no entry.
  return found === undefined ? (name.startsWith('errors.') ? 0 : null) : found[1];
}

/** The relative half-widths that replications show for the metrics of a goal; 0 where all are alike. */
export function marginsOf(replications: readonly Replication[], { objectives }: Goal): Margins {
  const margins = new Map<string, number>();
  for (const { metric } of objectives) {
    const { value, hi } = estimate(replications.map((replication) => metricOf(replication, metric)));
    margins.set(metric, value === null || hi === null || value === 0 ? 0 : Math.min(1, (hi - value) / Math.abs(value)));
  }
  return margins;
}

/** From 0 (met) to just below 1. @param margins null: the mean decides. */
function violationOf({ metric, op, value: bound, after }: Objective, replications: readonly Replication[], margins: Margins | null): number {
  const values = replications.map((replication) => {
    if (after === null) return metricOf(replication, metric);
    return replication.afterFault.find(([name]) => name === metric)?.[1] ?? null;
  });
  const { value, lo, hi } = estimate(values);
  if (value === null) return 1;
  if (margins === null) return bounded(excessOf(op, value, value, value, bound));
  const lent = Math.abs(value) * (margins.get(metric) ?? 0);
  const [low, high] = replications.length < fewestForInterval || lo === null || hi === null ? [value - lent, value + lent] : [lo, hi];
  return bounded(excessOf(op, low, high, value, bound));
}

function bounded(excess: number): number {
  return excess / (1 + excess);
}

/** How far beyond its bound a metric is, in bounds; 0 when it is not. */
function excessOf(op: Objective['op'], low: number, high: number, mean: number, bound: number): number {
  const scale = bound === 0 ? 1 : Math.abs(bound);
  // A strict comparison is missed at its bound, by as good as nothing.
  const hair = 1e-9;
  switch (op) {
    case '<=':
      return Math.max(0, high - bound) / scale;
    case '<':
      return high < bound ? 0 : (high - bound) / scale + hair;
    case '>=':
      return Math.max(0, bound - low) / scale;
    case '>':
      return low > bound ? 0 : (bound - low) / scale + hair;
    case '==':
      return Math.abs(mean - bound) / scale;
  }
}
