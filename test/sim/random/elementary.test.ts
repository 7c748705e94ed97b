import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exp } from '../../../sim/random/exp.ts';
import { log } from '../../../sim/random/log.ts';
import { logGamma } from '../../../sim/random/log-gamma.ts';
import { normalQuantile } from '../../../sim/random/normal-quantile.ts';

function relativeError(found: number, true_: number): number {
  return found === true_ ? 0 : Math.abs(found - true_) / Math.abs(true_);
}

describe('elementary functions', () => {
  test('the logarithm is within 1e-15 of the true value, from the smallest number to the largest', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true }), (x) => relativeError(log(x), Math.log(x)) < 1e-15),
      { numRuns: 20_000, seed: 1 },
    );
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => relativeError(log(x), Math.log(x)) < 1e-15),
      { numRuns: 20_000, seed: 2 },
    );
  });

  test('the exponential is within 1e-15 of the true value wherever that is a normal number', () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 709.7, noNaN: true }), (x) => relativeError(exp(x), Math.exp(x)) < 1e-15),
      { numRuns: 20_000, seed: 3 },
    );
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (x) => relativeError(exp(x), Math.exp(x)) < 1e-15),
      { numRuns: 20_000, seed: 4 },
    );
  });

  test('the ends of the ranges are those of the true functions', () => {
    expect([log(0), log(1), log(Infinity), log(-1), log(NaN)]).toEqual([-Infinity, 0, Infinity, NaN, NaN]);
    expect([exp(0), exp(-Infinity), exp(Infinity), exp(710), exp(-746), exp(NaN)]).toEqual([1, 0, Infinity, Infinity, 0, NaN]);
    expect(exp(-745)).toBe(Number.MIN_VALUE);
  });

  test('their bits are pinned for ever', () => {
    expect([log(2), log(10), log(0.1), log(1e300), exp(1), exp(-1), exp(100), exp(-700)]).toMatchInlineSnapshot(`
      [
        0.6931471805599453,
        2.302585092994046,
        -2.3025850929940455,
        690.7755278982137,
        2.7182818284590455,
        0.36787944117144233,
        2.6881171418161356e+43,
        9.85967654375977e-305,
      ]
    `);
  });

  // Reference values of the standard normal quantile from tables to 15 digits.
  test.each([
    [0.5, 0],
    [0.75, 0.674489750196082],
    [0.95, 1.64485362695147],
    [0.975, 1.95996398454005],
    [0.999, 3.09023230616781],
    [1e-10, -6.36134090240406],
  ])('the normal quantile of %f is %f', (u, z) => {
    expect(normalQuantile(u)).toBeCloseTo(z, 13);
  });

  test('the logarithm of the gamma function is that of factorials and of √π at one half', () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12);
      factorial *= n;
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
  });
});
