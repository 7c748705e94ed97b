import { expect, test } from 'vitest';
import { normalQuantile } from '../../../sim/random/normal-quantile.ts';
import { studentQuantile } from '../../../sim/random/student-quantile.ts';

const shares = [0.6, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9995];

/** Equal in the first so many digits, whatever the size. */
function expectDigits(found: number, expected: number, digits: number): void {
  expect(found / expected).toBeCloseTo(1, digits);
}

test.each(shares)('with one, two and four degrees of freedom the quantile at %f is that of the closed forms', (u) => {
  expectDigits(studentQuantile(u, 1), Math.tan(Math.PI * (u - 0.5)), 12);
  expectDigits(studentQuantile(u, 2), (2 * u - 1) / Math.sqrt(2 * u * (1 - u)), 12);
  const a = Math.sqrt(4 * u * (1 - u));
  expectDigits(studentQuantile(u, 4), 2 * Math.sqrt(Math.cos(Math.acos(a) / 3) / a - 1), 12);
});

test.each([
  // Tables of Student's distribution, to the digits that they print.
  [0.975, 3, 3.1824463],
  [0.975, 5, 2.5705818],
  [0.975, 9, 2.2621572],
  [0.975, 10, 2.2281389],
  [0.975, 19, 2.0930241],
  [0.975, 30, 2.0422725],
  [0.975, 120, 1.9799304],
  [0.95, 7, 1.8945786],
  [0.995, 29, 2.7563859],
  [0.9995, 60, 3.4602005],
])('the quantile at %f with %i degrees of freedom is %f', (u, degrees, expected) => {
  expect(Math.abs(studentQuantile(u, degrees) - expected)).toBeLessThan(5.1e-8);
});

test('with many degrees of freedom it comes to the normal quantile, from above', () => {
  for (const degrees of [9999, 10_000]) {
    const z = normalQuantile(0.975);
    // The expansion of Cornish and Fisher to its first two terms; the next is of the order of 1e-12.
    const expected = z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
    expect(Math.abs(studentQuantile(0.975, degrees) - expected)).toBeLessThan(1e-11);
  }
});

test('it falls from each degree of freedom to the next', () => {
  const found = Array.from({ length: 300 }, (_, index) => studentQuantile(0.975, index + 1));
  found.forEach((quantile, index) => expect(index === 0 || quantile < found[index - 1]!).toBe(true));
});
