import { expect, test } from 'vitest';
import { durationOf, spanOfLength, typicalMs } from '../../../sim/calibrate/span-document.ts';

test('the typical length is a constant, a median, a mean, the middle of bounds, or that of two phases together', () => {
  expect(typicalMs('20m')).toBe(1_200_000);
  expect(typicalMs({ p50: '8m', p95: '20m' })).toBe(480_000);
  expect(typicalMs({ dist: 'exponential', mean: '30s' })).toBe(30_000);
  expect(typicalMs({ dist: 'uniform', min: '10s', max: '20s' })).toBe(15_000);
  expect(typicalMs({ running: '5s', ready: { p50: '20s', p95: '45s' } })).toBe(25_000);
  expect(typicalMs({ dist: 'empirical', file: 'boots.csv' })).toBeNull();
});

test('with another length the shape stays', () => {
  expect(spanOfLength({ p50: '8m', p95: '20m' }, 960_000)).toEqual({ p50: '16m', p95: '40m' });
  expect(spanOfLength({ running: '5s', ready: { dist: 'gamma', mean: '20s', cv: 0.5 } }, 50_000)).toEqual({
    running: '10s',
    ready: { dist: 'gamma', mean: '40s', cv: 0.5 },
  });
  expect(spanOfLength('0s', 2000)).toBe('2s');
  expect(spanOfLength({ p50: '150ms', p95: '600ms' }, 0)).toBe('0s');
});

test.each([
  [0, '0s'],
  [150, '150ms'],
  [1800, '1.8s'],
  [22_820, '22.82s'],
  [320_000, '5m20s'],
  [3_600_000, '1h'],
  [4_990_000, '1h23m10s'],
])('%d ms is written as %s', (ms, text) => {
  expect(durationOf(ms)).toBe(text);
});
