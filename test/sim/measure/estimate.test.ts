import { expect, test } from 'vitest';
import { estimate } from '../../../sim/measure/estimate.ts';

test('the interval is that of Student with 95 per cent', () => {
  // t(0.975; 4) = 2.7764451052 (any table of quantiles), s = √2.5, s/√5 = √0.5.
  const { value, lo, hi, n } = estimate([1, 2, 3, 4, 5]);
  expect([value, n]).toEqual([3, 5]);
  expect(lo).toBeCloseTo(3 - 2.7764451052 * Math.sqrt(0.5), 9);
  expect(hi).toBeCloseTo(3 + 2.7764451052 * Math.sqrt(0.5), 9);
});

test('one replication has no interval', () => {
  expect(estimate([7])).toEqual({ value: 7, lo: null, hi: null, n: 1 });
});

test('replications that had nothing to measure are left out', () => {
  expect(estimate([null, 4, null, 4])).toEqual({ value: 4, lo: 4, hi: 4, n: 2 });
  expect(estimate([null])).toEqual({ value: null, lo: null, hi: null, n: 0 });
});
