import { exp } from '../../random/exp.ts';
import { log } from '../../random/log.ts';
import { normalQuantile } from '../../random/normal-quantile.ts';
import type { LatencyHistogram } from './latency-histogram.ts';

/** A span as a scenario has it: a lognormal distribution by two quantiles, or where no spread shows, a constant. */
export type FittedSpan =
  | { readonly kind: 'lognormal'; readonly p50S: number; readonly p95S: number; readonly by: 'buckets' | 'mean-and-bucket' }
  | { readonly kind: 'constant'; readonly valueS: number };

/** Standard deviations from the median to the 95th percentile of a normal distribution. */
const deviationsToP95 = normalQuantile(0.95);
/** Narrower distributions are constants. */
const leastDeviation = 0.01;
const bisections = 60;
/** Wider ones do not occur: their p95 is 27 times their median. */
const mostDeviation = 2;

/**
 * The lognormal distribution whose shares below the bounds of a histogram are closest to those counted: a straight line through the normal deviates of the shares
 * over the logarithms of the bounds, each weighted by what it tells of. With one bound within the values, the line is that which also has their mean; with none,
 * the values are a constant, their mean.
 */
export function fitHistogram(histogram: LatencyHistogram): FittedSpan {
  const { count, sumS, bounds, counts } = histogram;
  const meanS = sumS / count;
  const points = bounds.flatMap((bound, index) => {
    const share = counts[index]! / count;
    return bound > 0 && share > 0 && share < 1 ? [{ x: log(bound), z: normalQuantile(share), weight: share * (1 - share) }] : [];
  });
  const [only] = points;
  if (only === undefined) return { kind: 'constant', valueS: meanS };
  const line = points.length > 1 ? regression(points) : null;
  if (line !== null && line.deviation > leastDeviation) return lognormal(line.location, line.deviation, 'buckets');
  const deviation = deviationFor(only, log(meanS));
  return deviation <= leastDeviation ? { kind: 'constant', valueS: meanS } : lognormal(only.x - only.z * deviation, deviation, 'mean-and-bucket');
}

interface Point {
  readonly x: number;
  readonly z: number;
  readonly weight: number;
}

/** x = location + deviation × z. */
function regression(points: readonly Point[]): { readonly location: number; readonly deviation: number } {
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const meanX = points.reduce((sum, { x, weight }) => sum + x * weight, 0) / total;
  const meanZ = points.reduce((sum, { z, weight }) => sum + z * weight, 0) / total;
  const together = points.reduce((sum, { x, z, weight }) => sum + weight * (x - meanX) * (z - meanZ), 0);
  const alone = points.reduce((sum, { z, weight }) => sum + weight * (z - meanZ) * (z - meanZ), 0);
  const deviation = together / alone;
  return { location: meanX - deviation * meanZ, deviation };
}

/** The smallest deviation for which a distribution through the point has the mean: ln mean = location + deviation² / 2, location = x − z × deviation. */
function deviationFor({ x, z }: Point, logMean: number): number {
  const excess = (deviation: number): number => x - z * deviation + (deviation * deviation) / 2 - logMean;
  const turn = Math.min(Math.max(z, 0), mostDeviation);
  let low = 0;
  let high = excess(0) > 0 ? turn : mostDeviation;
  if (excess(low) > 0 === excess(high) > 0) return excess(0) > 0 ? turn : 0;
  for (let step = 0; step < bisections; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0 === excess(low) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function lognormal(location: number, deviation: number, by: 'buckets' | 'mean-and-bucket'): FittedSpan {
  return { kind: 'lognormal', p50S: exp(location), p95S: exp(location + deviationsToP95 * deviation), by };
}
