import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion } from '../../../sim/measure/apportion.ts';

test('the largest remainders get what rounding down leaves', () => {
  expect(apportion([61.4, 26.6, 11.8, 0.2], 100)).toEqual([61, 27, 12, 0]);
  expect(apportion([1, 1, 1], 100)).toEqual([34, 33, 33]);
});

test('nothing is split into nothing', () => {
  expect(apportion([0, 0], 100)).toEqual([0, 0]);
});

test('shares sum to exactly the total', () => {
  const parts = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 9 }).filter((list) => list.some((part) => part > 1e-9));
  fc.assert(
    fc.property(parts, fc.constantFrom(100, 1_000_000), (list, total) => {
      expect(apportion(list, total).reduce((sum, share) => sum + share, 0)).toBe(total);
    }),
    { seed: 11 },
  );
});
