import { describe, expect, test } from 'vitest';
import { exp } from '../../../../sim/random/exp.ts';
import { log } from '../../../../sim/random/log.ts';
import { normalQuantile } from '../../../../sim/random/normal-quantile.ts';
import { fitHistogram } from '../../../../sim/workload/import/fit-histogram.ts';
import type { LatencyHistogram } from '../../../../sim/workload/import/latency-histogram.ts';

const deviations = normalQuantile(0.95);

/** What a histogram of these bounds has of that many evenly spread values of a lognormal distribution. */
function histogram(p50: number, p95: number, bounds: readonly number[], count = 2_000): LatencyHistogram {
  const spread = log(p95 / p50) / deviations;
  const values = Array.from({ length: count }, (_, index) => p50 * exp(spread * normalQuantile((index + 0.5) / count)));
  const all = [...bounds, Number.POSITIVE_INFINITY];
  return {
    bounds: all,
    counts: all.map((bound) => values.filter((value) => value <= bound).length),
    count,
    sumS: values.reduce((sum, value) => sum + value, 0),
  };
}

describe('a distribution from buckets', () => {
  test.each([
    [40, 75, [10, 30, 60, 120, 300]],
    [460, 1140, [60, 300, 600, 1200, 1800]],
    [3, 90, [1, 5, 10, 30, 60, 120, 300, 600]],
  ])('with p50 %d s and p95 %d s is found within 3 %', (p50, p95, bounds) => {
    const span = fitHistogram(histogram(p50, p95, bounds));
    if (span.kind !== 'lognormal') throw new Error('no spread was found');
    expect([span.p50S / p50, span.p95S / p95]).toEqual([expect.closeTo(1, 1.5), expect.closeTo(1, 1.5)]);
  });

  test.each([120, 60])('with one bound of %d s within is found by its mean within 10 %', (bound) => {
    const span = fitHistogram(histogram(80, 160, [bound]));
    if (span.kind !== 'lognormal') throw new Error('no spread was found');
    expect(Math.abs(span.p50S / 80 - 1)).toBeLessThan(0.1);
    expect(Math.abs(span.p95S / 160 - 1)).toBeLessThan(0.1);
  });

  test.each([[[1, 5]], [[1_000]], [[]]])('with no bound within (%j) is its mean', (bounds) => {
    const known = histogram(80, 160, bounds);
    expect(fitHistogram(known)).toEqual({ kind: 'constant', valueS: known.sumS / known.count });
  });

  test('all of one value is that value', () => {
    const span = fitHistogram({ bounds: [60, 120, Number.POSITIVE_INFINITY], counts: [0, 50, 50], count: 50, sumS: 50 * 90 });
    expect(span).toEqual({ kind: 'constant', valueS: 90 });
  });
});
