import type { DistributionBounds, DistributionShape, DurationDistribution } from '../scenario/duration-distribution.ts';
import { bisect } from './bisect.ts';
import type { DurationSampler } from './duration-sampler.ts';
import { exp } from './exp.ts';
import { gammaOfMoments, gammaOfQuantiles, GammaQuantile } from './gamma.ts';
import { log } from './log.ts';
import { normalQuantile } from './normal-quantile.ts';
import { weibullOfMoments, weibullOfQuantiles } from './weibull.ts';

/** The quantile function of a distribution, in milliseconds with fractions. */
interface Quantile {
  at(u: number): number;
}

/** Compiles a distribution: all that depends on its parameters alone is computed here, once. */
export function compileDistribution(distribution: DurationDistribution): DurationSampler {
  switch (distribution.dist) {
    case 'constant':
      return new ConstantSampler(distribution.valueMs);
    case 'uniform':
      return new QuantileSampler(new UniformQuantile(distribution.minMs, distribution.maxMs), { minMs: null, maxMs: null });
    case 'exponential':
      return new QuantileSampler(new ExponentialQuantile(distribution.meanMs), distribution);
    case 'lognormal':
      return new QuantileSampler(lognormal(distribution.shape), distribution);
    case 'gamma':
      return new QuantileSampler(gamma(distribution.shape), distribution);
    case 'weibull':
      return new QuantileSampler(weibull(distribution.shape), distribution);
    case 'empirical':
      return new EmpiricalSampler(distribution.valuesMs, distribution);
  }
}

class ConstantSampler implements DurationSampler {
  readonly #value: number;
  constructor(value: number) {
    this.#value = wholeMilliseconds(value);
  }
  sample(): number {
    return this.#value;
  }
}

/** Draws by inversion. Bounds truncate: the uniform number is brought into the range of probabilities that lies between them. */
class QuantileSampler implements DurationSampler {
  readonly #quantile: Quantile;
  readonly #from: number;
  readonly #width: number;

  constructor(quantile: Quantile, bounds: DistributionBounds) {
    const { minMs, maxMs } = bounds;
    const from = minMs === null ? 0 : bisect(0, 1, (u) => quantile.at(u) - minMs);
    const to = maxMs === null ? 1 : bisect(0, 1, (u) => quantile.at(u) - maxMs);
    this.#quantile = quantile;
    this.#from = from;
    this.#width = to - from;
  }

  sample(u: number): number {
    return wholeMilliseconds(this.#quantile.at(this.#from + this.#width * u));
  }
}

/** Draws one of the recorded values that lie within the bounds, each as likely. */
class EmpiricalSampler implements DurationSampler {
  readonly #values: Float64Array;
  constructor(values: readonly number[], { minMs, maxMs }: DistributionBounds) {
    this.#values = Float64Array.from(values.filter((value) => (minMs === null || value >= minMs) && (maxMs === null || value <= maxMs))).sort();
  }
  sample(u: number): number {
    return wholeMilliseconds(this.#values[Math.floor(u * this.#values.length)] as number);
  }
}

class UniformQuantile implements Quantile {
  readonly #low: number;
  readonly #width: number;
  constructor(low: number, high: number) {
    this.#low = low;
    this.#width = high - low;
  }
  at(u: number): number {
    return this.#low + this.#width * u;
  }
}

class ExponentialQuantile implements Quantile {
  readonly #mean: number;
  constructor(mean: number) {
    this.#mean = mean;
  }
  at(u: number): number {
    return -this.#mean * log(1 - u);
  }
}

class LognormalQuantile implements Quantile {
  readonly #mu: number;
  readonly #sigma: number;
  constructor(mu: number, sigma: number) {
    this.#mu = mu;
    this.#sigma = sigma;
  }
  at(u: number): number {
    return exp(this.#mu + this.#sigma * normalQuantile(u));
  }
}

class WeibullQuantile implements Quantile {
  readonly #logScale: number;
  readonly #inverseShape: number;
  constructor(shape: number, scale: number) {
    this.#logScale = log(scale);
    this.#inverseShape = 1 / shape;
  }
  at(u: number): number {
    return exp(this.#logScale + this.#inverseShape * log(-log(1 - u)));
  }
}

function lognormal(shape: DistributionShape): Quantile {
  if (shape.by === 'quantiles') return new LognormalQuantile(log(shape.p50Ms), log(shape.p95Ms / shape.p50Ms) / normalQuantile(0.95));
  const variance = log(1 + shape.cv * shape.cv);
  return new LognormalQuantile(log(shape.meanMs) - variance / 2, Math.sqrt(variance));
}

function gamma(shape: DistributionShape): Quantile {
  const parameters = shape.by === 'quantiles' ? gammaOfQuantiles(shape.p50Ms, shape.p95Ms) : gammaOfMoments(shape.meanMs, shape.cv);
  return new GammaQuantile(parameters.shape, parameters.scale);
}

function weibull(shape: DistributionShape): Quantile {
  const parameters = shape.by === 'quantiles' ? weibullOfQuantiles(shape.p50Ms, shape.p95Ms) : weibullOfMoments(shape.meanMs, shape.cv);
  return new WeibullQuantile(parameters.shape, parameters.scale);
}

function wholeMilliseconds(milliseconds: number): number {
  return milliseconds > 0 ? Math.floor(milliseconds + 0.5) : 0;
}
