import { studentQuantile } from '../random/student-quantile.ts';
import type { ResultMetric, Unsettled } from './result.ts';
import { roundFigure } from './round-figure.ts';

/** The share of its mean that half of a settled figure's interval does not exceed. */
export const settledShare = 0.1;
/** An interval of less than a second, or of a hundredth of all jobs, is settled whatever its mean. */
const resolution: Readonly<Record<string, number>> = { seconds: 1, share: 0.01 };
const upperTail = 0.975;
const mostReplications = 10_000;

/** The figures that every reader asks for first; the bill only where there is a price. */
function headlineMetrics(metrics: Readonly<Record<string, unknown>>): readonly string[] {
  return ['wait.p50', 'wait.p95', 'wait.slo2m', metrics['cost.per_month'] === undefined ? 'billed.hours' : 'cost.per_month'];
}

/**
 * The headline figures whose 95 % interval is wider than a tenth of their mean to either side, with the number of replications that would make it so narrow if
 * they spread as those that were run. A single replication has no interval, and nothing is said of it.
 */
export function unsettledFigures(metrics: Readonly<Record<string, ResultMetric>>): Unsettled[] {
  return headlineMetrics(metrics).flatMap((name) => {
    const metric = metrics[name];
    if (metric === undefined || metric.value === null || metric.lo === null || metric.hi === null) return [];
    const half = (metric.hi - metric.lo) / 2;
    const wanted = Math.max(settledShare * Math.abs(metric.value), resolution[metric.unit] ?? 0);
    if (half <= wanted) return [];
    return [{ metric: name, half_width: metric.value === 0 ? null : roundFigure(half / Math.abs(metric.value)), replications: needed(metric.n, half, wanted) }];
  });
}

/** The fewest replications whose interval is that narrow. */
function needed(n: number, half: number, wanted: number): number | null {
  const deviation = (half * Math.sqrt(n)) / studentQuantile(upperTail, n - 1);
  const halfOf = (count: number): number => (studentQuantile(upperTail, count - 1) * deviation) / Math.sqrt(count);
  if (halfOf(mostReplications) > wanted) return null;
  let [low, high] = [n, mostReplications];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (halfOf(middle) > wanted) low = middle;
    else high = middle;
  }
  return high;
}
