import { exp } from './exp.ts';
import { log } from './log.ts';
import { logGamma } from './log-gamma.ts';

/**
 * The logarithm of the quantile of a gamma distribution of scale 1, within about 1e-12, at a probability that is given as
 * log-odds ln(u / (1 − u)), so that neither tail loses digits.
 *
 * @param logGammaOfShape `logGamma(shape)`, which callers with many quantiles compute once.
 */
export function logGammaQuantile(shape: number, logOdds: number, logGammaOfShape = logGamma(shape)): number {
  // Bisection with Newton's step where it stays inside: the distribution function of ln x rises everywhere.
  let low = -1;
  let high = 1;
  while (excess(shape, low, logOdds, logGammaOfShape) > 0) low *= 2;
  while (excess(shape, high, logOdds, logGammaOfShape) < 0) high *= 2;
  let y = (low + high) / 2;
  for (let step = 0; step < 200; step++) {
    const off = excess(shape, y, logOdds, logGammaOfShape);
    if (off > 0) high = y;
    else low = y;
    const slope = logDensity(shape, y, logGammaOfShape);
    const newton = y - off / slopeOfExcess(slope, shape, y, logOdds, logGammaOfShape);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - y) <= 1e-14 * (1 + Math.abs(y))) return next;
    y = next;
  }
  return y;
}

/** The derivative of `logGammaQuantile` by the log-odds. */
export function logGammaQuantileSlope(shape: number, logOdds: number, logQuantile: number, logGammaOfShape: number): number {
  const u = 1 / (1 + exp(-logOdds));
  const v = 1 / (1 + exp(logOdds));
  return (u * v) / exp(logDensity(shape, logQuantile, logGammaOfShape));
}

/** ln of the smaller tail at e^y over its wanted size, with the sign that rises with y. */
function excess(shape: number, y: number, logOdds: number, logGammaOfShape: number): number {
  return logOdds < 0
    ? logLowerTail(shape, y, logGammaOfShape) + log(1 + exp(logOdds)) - logOdds
    : -(logUpperTail(shape, y, logGammaOfShape) + log(1 + exp(-logOdds)) + logOdds);
}

function slopeOfExcess(logOfDensity: number, shape: number, y: number, logOdds: number, logGammaOfShape: number): number {
  const tail = logOdds < 0 ? logLowerTail(shape, y, logGammaOfShape) : logUpperTail(shape, y, logGammaOfShape);
  return exp(logOfDensity - tail);
}

/** ln of the density of ln x at y. */
function logDensity(shape: number, y: number, logGammaOfShape: number): number {
  return shape * y - exp(y) - logGammaOfShape;
}

/** ln P(shape, e^y), by its series where that converges fast, else from the other tail. */
function logLowerTail(shape: number, y: number, logGammaOfShape: number): number {
  const x = exp(y);
  if (x >= shape + 1) return log(1 - exp(logContinuedFraction(shape, y, logGammaOfShape)));
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= x / (shape + n);
    sum += term;
  }
  return shape * y - x - logGammaOfShape + log(sum / shape);
}

/** ln Q(shape, e^y). */
function logUpperTail(shape: number, y: number, logGammaOfShape: number): number {
  if (exp(y) >= shape + 1) return logContinuedFraction(shape, y, logGammaOfShape);
  return log(1 - exp(logLowerTail(shape, y, logGammaOfShape)));
}

/** ln Q by Legendre's continued fraction, evaluated by Lentz's method. */
function logContinuedFraction(shape: number, y: number, logGammaOfShape: number): number {
  const x = exp(y);
  let b = x + 1 - shape;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const a = n * (shape - n);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return shape * y - x - logGammaOfShape + log(fraction);
}
