import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SpanSample } from '../../../sim/measure/span-sample.ts';
import { spanStatistics } from '../../../sim/measure/span-statistics.ts';

test('a percentile is the value of its nearest rank, in seconds', () => {
  const values = Float64Array.from({ length: 20 }, (_, index) => (20 - index) * 1000);
  expect(spanStatistics(values, 20)).toEqual({ p50: 10, p90: 18, p95: 19, p99: 20, max: 20, mean: 10.5 });
});

test('a single value is every one of its statistics', () => {
  expect(spanStatistics(Float64Array.of(1500), 1)).toEqual({ p50: 1.5, p90: 1.5, p95: 1.5, p99: 1.5, max: 1.5, mean: 1.5 });
});

test('where there was nothing to measure every statistic is null', () => {
  expect(spanStatistics(new Float64Array(3), 0)).toEqual({ p50: null, p90: null, p95: null, p99: null, max: null, mean: null });
});

test('values beyond the count are not looked at', () => {
  expect(spanStatistics(Float64Array.of(1000, 2000, 9000), 2).max).toBe(2);
});

test('statistics are those of the sorted values', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 300, size: 'max' }), (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const rank = (percent: number): number => sorted[Math.ceil((percent * sorted.length) / 100) - 1]! / 1000;
      const found = spanStatistics(Float64Array.from(values), values.length);
      expect([found.p50, found.p90, found.p95, found.p99, found.max]).toEqual([rank(50), rank(90), rank(95), rank(99), rank(100)]);
    }),
    { seed: 7 },
  );
});

test('spans of 0 that are only counted have their part in every statistic', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 300, size: 'max' }), (spans) => {
      const sample = new SpanSample(spans.length);
      for (const span of spans) sample.add(span);
      expect([sample.count, sample.countAbove(20)]).toEqual([spans.length, spans.filter((span) => span > 20).length]);
      expect(sample.mean).toBe(spans.length === 0 ? 0 : spans.reduce((sum, span) => sum + span, 0) / spans.length);
      expect(sample.statistics()).toEqual(spanStatistics(Float64Array.from(spans), spans.length));
    }),
    { seed: 7 },
  );
});
