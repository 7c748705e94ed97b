import { describe, expect, test } from 'vitest';
import { compileDistribution } from '../../../sim/random/distributions.ts';
import { logGammaQuantile } from '../../../sim/random/gamma-quantile.ts';
import { gammaOfMoments, GammaQuantile } from '../../../sim/random/gamma.ts';
import { RandomStream } from '../../../sim/random/random-stream.ts';
import type { DurationDistribution } from '../../../sim/scenario/duration-distribution.ts';

const open = { minMs: null, maxMs: null };
const quantiles = { by: 'quantiles', p50Ms: 300_000, p95Ms: 900_000 } as const;
const moments = { by: 'moments', meanMs: 300_000, cv: 1.3 } as const;
const skewed = ['lognormal', 'gamma', 'weibull'] as const;
const count = 400_000;

/** Draws in ascending order. */
function draws(distribution: DurationDistribution, name: string = distribution.dist): Float64Array {
  const sampler = compileDistribution(distribution);
  const stream = new RandomStream(11, name);
  return Float64Array.from({ length: count }, (_, index) => sampler.sample(stream.at(index))).sort();
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: Float64Array): number {
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length);
}

/** Share of draws up to a value, and how far four standard errors reach. */
function expectShareBelow(values: Float64Array, bound: number, share: number): void {
  const found = values.reduce((sum, value) => sum + (value <= bound ? 1 : 0), 0) / values.length;
  expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / values.length));
}

describe('distributions', () => {
  test.each(skewed)('a %s distribution that is given by p50 and p95 has them', (dist) => {
    const values = draws({ dist, shape: quantiles, ...open });
    expectShareBelow(values, quantiles.p50Ms, 0.5);
    expectShareBelow(values, quantiles.p95Ms, 0.95);
  });

  test.each(skewed)('a %s distribution that is given by mean and cv has them', (dist) => {
    const values = draws({ dist, shape: moments, ...open });
    expect(Math.abs(mean(values) - moments.meanMs)).toBeLessThan((4 * moments.meanMs * moments.cv) / Math.sqrt(count));
    expect(deviation(values) / mean(values)).toBeCloseTo(moments.cv, 1);
  });

  test('an exponential distribution has its mean, and the standard deviation equals it', () => {
    const values = draws({ dist: 'exponential', meanMs: 300_000, ...open });
    expect(Math.abs(mean(values) - 300_000)).toBeLessThan((4 * 300_000) / Math.sqrt(count));
    expect(deviation(values) / 300_000).toBeCloseTo(1, 1);
    expectShareBelow(values, 300_000, 1 - Math.exp(-1));
  });

  test('a uniform distribution stays between its ends and reaches near both', () => {
    const values = draws({ dist: 'uniform', minMs: 1_000_000, maxMs: 2_000_000 });
    expect(values[0]).toBeGreaterThanOrEqual(1_000_000);
    expect(values[0]).toBeLessThan(1_000_100);
    expect(values.at(-1)).toBeLessThanOrEqual(2_000_000);
    expect(values.at(-1)).toBeGreaterThan(1_999_900);
    expectShareBelow(values, 1_250_000, 0.25);
  });

  test('bounds truncate: draws beyond them are spread over the rest, not heaped on the bound', () => {
    const values = draws({ dist: 'exponential', meanMs: 600_000, minMs: 60_000, maxMs: 600_000 });
    expect(values[0]).toBeGreaterThanOrEqual(60_000);
    expect(values.at(-1)).toBeLessThanOrEqual(600_000);
    const survival = (ms: number): number => Math.exp(-ms / 600_000);
    const shareBelow = (ms: number): number => (survival(60_000) - survival(ms)) / (survival(60_000) - survival(600_000));
    for (const bound of [120_000, 300_000, 590_000]) expectShareBelow(values, bound + 0.5, shareBelow(bound + 0.5));
  });

  test('an empirical distribution draws each recorded value within its bounds as often', () => {
    const values = draws({ dist: 'empirical', file: 'x', valuesMs: [5, 1000, 2000, 2000, 9000], minMs: 10, maxMs: 9000 });
    expect([...new Set(values)]).toEqual([1000, 2000, 9000]);
    expectShareBelow(values, 1000, 0.25);
    expectShareBelow(values, 2000, 0.75);
  });

  test('a constant is itself', () => {
    const sampler = compileDistribution({ dist: 'constant', valueMs: 1234 });
    expect([sampler.sample(0.01), sampler.sample(0.99)]).toEqual([1234, 1234]);
  });

  test('a larger uniform number never gives a shorter span, and spans are whole milliseconds of at least 0', () => {
    for (const dist of skewed) {
      const sampler = compileDistribution({ dist, shape: { by: 'moments', meanMs: 50, cv: 3 }, ...open });
      let last = 0;
      for (let i = 1; i < 5000; i++) {
        const span = sampler.sample(i / 5000);
        expect(Number.isInteger(span)).toBe(true);
        expect(span).toBeGreaterThanOrEqual(last);
        last = span;
      }
    }
  });

  // With shape 1 the gamma distribution is the exponential, whose quantile is known in closed form.
  test.each([-30, -5, 0, 5, 30])('the gamma quantile of shape 1 at log-odds %i is that of the exponential', (logOdds) => {
    const quantile = logOdds > 0 ? Math.log1p(Math.exp(logOdds)) : -Math.log1p(-1 / (1 + Math.exp(-logOdds)));
    expect(Math.exp(logGammaQuantile(1, logOdds)) / quantile).toBeCloseTo(1, 12);
  });

  test('the table of gamma quantiles is within 1e-7 of the true ones between its nodes', () => {
    for (const cv of [0.1, 0.9, 3]) {
      const { shape, scale } = gammaOfMoments(1000, cv);
      const table = new GammaQuantile(shape, scale);
      for (let logOdds = -14.97; logOdds < 15; logOdds += 0.31) {
        const u = 1 / (1 + Math.exp(-logOdds));
        expect(Math.abs(Math.log(table.at(u) / scale) - logGammaQuantile(shape, logOdds))).toBeLessThan(1e-7);
      }
    }
  });

  test('the draws of a seed are pinned for ever', () => {
    const stream = new RandomStream(42, 'pinned');
    const first = (distribution: DurationDistribution): number[] =>
      Array.from({ length: 4 }, (_, index) => compileDistribution(distribution).sample(stream.at(index)));
    expect({
      uniform: first({ dist: 'uniform', minMs: 0, maxMs: 3_600_000 }),
      exponential: first({ dist: 'exponential', meanMs: 3_600_000, ...open }),
      lognormal: first({ dist: 'lognormal', shape: quantiles, ...open }),
      gamma: first({ dist: 'gamma', shape: quantiles, ...open }),
      weibull: first({ dist: 'weibull', shape: moments, ...open }),
    }).toMatchInlineSnapshot(`
      {
        "exponential": [
          1215214,
          231296,
          1676258,
          5599765,
        ],
        "gamma": [
          183271,
          63903,
          227684,
          540767,
        ],
        "lognormal": [
          205882,
          107517,
          241321,
          512800,
        ],
        "uniform": [
          1031366,
          224022,
          1340131,
          2840091,
        ],
        "weibull": [
          64159,
          7599,
          97027,
          457642,
        ],
      }
    `);
  });
});
