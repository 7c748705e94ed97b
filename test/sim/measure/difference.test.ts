import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimate } from '../../../sim/measure/estimate.ts';
import { pairedDifference, unpairedDifference } from '../../../sim/measure/difference.ts';
import { normalQuantile } from '../../../sim/random/normal-quantile.ts';
import { RandomStream } from '../../../sim/random/random-stream.ts';

/** Whole numbers, of which sums and differences are exact. */
const pairs = fc.array(fc.tuple(fc.integer({ min: -10_000, max: 10_000 }), fc.integer({ min: -10_000, max: 10_000 })), { minLength: 2, maxLength: 30 });

const firsts = (of: readonly (readonly [number, number])[]): number[] => of.map(([first]) => first);
const seconds = (of: readonly (readonly [number, number])[]): number[] => of.map(([, second]) => second);

test('the interval is that of Student on the differences', () => {
  // Differences 1, 2, 3, 4, 5: t(0.975; 4) = 2.7764451052 (any table of quantiles), s/√5 = √0.5.
  const { value, lo, hi, n, verdict } = pairedDifference([10, 20, 30, 40, 50], [11, 22, 33, 44, 55]);
  expect([value, n, verdict]).toEqual([3, 5, 'higher']);
  expect(lo).toBeCloseTo(3 - 2.7764451052 * Math.sqrt(0.5), 9);
  expect(hi).toBeCloseTo(3 + 2.7764451052 * Math.sqrt(0.5), 9);
});

test('sides that change places turn the difference and its verdict round', () => {
  const turned = { lower: 'higher', higher: 'lower' } as const;
  fc.assert(
    fc.property(pairs, (of) => {
      const there = pairedDifference(firsts(of), seconds(of));
      const back = pairedDifference(seconds(of), firsts(of));
      expect([back.value, back.lo, back.hi]).toEqual([there.value, there.hi, there.lo].map((figure) => 0 - figure!));
      expect(back.verdict).toBe(there.verdict === 'lower' || there.verdict === 'higher' ? turned[there.verdict] : there.verdict);
    }),
  );
});

test('what both sides of each pair have in common cancels out', () => {
  fc.assert(
    fc.property(pairs, fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 30, maxLength: 30 }), (of, common) => {
      const noisy = pairedDifference(
        firsts(of).map((value, index) => value + common[index]!),
        seconds(of).map((value, index) => value + common[index]!),
      );
      expect(noisy).toEqual(pairedDifference(firsts(of), seconds(of)));
    }),
  );
});

test('a verdict of lower or higher is given just where the interval leaves zero out', () => {
  fc.assert(
    fc.property(pairs, (of) => {
      const { lo, hi, verdict } = pairedDifference(firsts(of), seconds(of));
      const expected = of.every(([a, b]) => a === b) ? 'same' : lo! > 0 ? 'higher' : hi! < 0 ? 'lower' : 'not-significant';
      expect(verdict).toBe(expected);
    }),
  );
});

test('of differences that are pure chance, about one in twenty is called one', () => {
  const stream = new RandomStream(7, 'difference');
  const rounds = 2000;
  const called = Array.from({ length: rounds }, () => {
    const draw = (): number[] => Array.from({ length: 8 }, () => normalQuantile(stream.next()));
    const { verdict } = pairedDifference(draw(), draw());
    return verdict !== 'not-significant';
  }).filter(Boolean).length;
  // Four standard errors of a share of 0.05 in 2000 are 0.0195.
  expect(Math.abs(called / rounds - 0.05)).toBeLessThan(0.0195);
});

test('a pair of which one side measured nothing is left out; a single pair has no interval', () => {
  expect(pairedDifference([1, null, 3], [2, 5, null])).toEqual({ value: 1, lo: null, hi: null, n: 1, verdict: 'no-interval' });
  expect(pairedDifference([null], [4])).toEqual({ value: null, lo: null, hi: null, n: 0, verdict: 'no-data' });
  expect(pairedDifference([4], [4]).verdict).toBe('same');
});

test('sides that are not paired have the interval of Welch', () => {
  // Means 3 and 7, variances 2.5 and 2.5 over 5: error 1, degrees of freedom 8, t(0.975; 8) = 2.3060041350 (any table of quantiles).
  const { value, lo, hi, verdict } = unpairedDifference(estimate([1, 2, 3, 4, 5]), estimate([5, 6, 7, 8, 9]));
  expect([value, verdict]).toEqual([4, 'higher']);
  expect(lo).toBeCloseTo(4 - 2.306004135, 8);
  expect(hi).toBeCloseTo(4 + 2.306004135, 8);
});

test('sides without an interval have none on their difference', () => {
  expect(unpairedDifference(estimate([3]), estimate([1, 2]))).toMatchObject({ value: -1.5, lo: null, verdict: 'no-interval' });
  expect(unpairedDifference(estimate([3, 3]), estimate([3, 3])).verdict).toBe('same');
});
