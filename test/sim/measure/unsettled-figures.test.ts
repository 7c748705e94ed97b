import { expect, test } from 'vitest';
import { estimate } from '../../../sim/measure/estimate.ts';
import type { ResultMetric } from '../../../sim/measure/result.ts';
import { unsettledFigures } from '../../../sim/measure/unsettled-figures.ts';

function metric(values: readonly number[], unit = 'seconds'): ResultMetric {
  return { ...estimate(values), unit };
}

const around = (mean: number, spread: number, n: number): number[] => Array.from({ length: n }, (_, index) => mean + (index % 2 === 0 ? spread : -spread));

test('a headline figure is unsettled where half of its interval is more than a tenth of its mean', () => {
  expect(unsettledFigures({ 'wait.p95': metric(around(600, 60, 10)) })).toEqual([]);
  const [found] = unsettledFigures({ 'wait.p95': metric(around(600, 120, 10)) });
  expect(found).toMatchObject({ metric: 'wait.p95' });
  expect(found!.half_width).toBeCloseTo((2.2622 * 120 * Math.sqrt(10 / 9)) / Math.sqrt(10) / 600, 3);
});

test('the number of replications is the least whose interval would be so narrow at the same spread', () => {
  const [{ replications } = { replications: null }] = unsettledFigures({ 'wait.p95': metric(around(600, 120, 10)) });
  // A deviation of 126.5 s: 1.96² × 126.5² / 60² = 17 and a few more for Student's tails.
  const deviation = 120 * Math.sqrt(10 / 9);
  const wide = (count: number, quantile: number): number => (quantile * deviation) / Math.sqrt(count);
  expect(replications).toBe(20);
  expect(wide(20, 2.093)).toBeLessThan(60);
  expect(wide(19, 2.1009)).toBeGreaterThan(60);
});

test('less than a second, or a hundredth of all jobs, is settled whatever the mean', () => {
  expect(unsettledFigures({ 'wait.p50': metric(around(0.5, 0.5, 10)), 'wait.slo2m': metric(around(0.02, 0.01, 10), 'share') })).toEqual([]);
  expect(unsettledFigures({ 'wait.slo2m': metric(around(0.1, 0.05, 10), 'share') })).toHaveLength(1);
});

test('one replication has no interval, and nothing is said of it or of other figures', () => {
  expect(unsettledFigures({ 'wait.p95': metric([600]), 'wait.max': metric(around(600, 500, 4)) })).toEqual([]);
});

test('a spread that ten thousand replications do not settle is said to be one', () => {
  expect(unsettledFigures({ 'wait.p95': metric(around(10, 2000, 4)) })).toMatchObject([{ replications: null }]);
});
