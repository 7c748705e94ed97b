import { bisect } from './bisect.ts';
import { exp } from './exp.ts';
import { log } from './log.ts';
import { logGamma } from './log-gamma.ts';

/** A Weibull distribution: the scale, in the unit of what is drawn, is the value that a share 1/e of the draws exceeds. */
export interface WeibullParameters {
  readonly shape: number;
  readonly scale: number;
}

/** The Weibull distribution with these quantiles, p50 < p95. */
export function weibullOfQuantiles(p50: number, p95: number): WeibullParameters {
  const shape = log(log(20) / log(2)) / log(p95 / p50);
  return { shape, scale: p50 / exp(log(log(2)) / shape) };
}

/** The Weibull distribution with this mean and coefficient of variation. */
export function weibullOfMoments(mean: number, cv: number): WeibullParameters {
  // The coefficient of variation falls with the shape: sought in the logarithm, over shapes from 0.02 to 1,000.
  const wanted = log(1 + cv * cv);
  const shape = exp(bisect(log(0.02), log(1000), (logShape) => wanted - logSecondMoment(exp(logShape))));
  return { shape, scale: mean / exp(logGamma(1 + 1 / shape)) };
}

/** ln (1 + cv²). */
function logSecondMoment(shape: number): number {
  return logGamma(1 + 2 / shape) - 2 * logGamma(1 + 1 / shape);
}
