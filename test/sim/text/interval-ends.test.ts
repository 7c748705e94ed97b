import { expect, test } from 'vitest';
import { intervalEnds } from '../../../sim/text/interval-ends.ts';

test('an interval ends where its metric does', () => {
  expect(intervalEnds({ lo: -3, hi: 90, unit: 'seconds' })).toEqual(['0s', '1m30s']);
  expect(intervalEnds({ lo: 0.37, hi: 1.38, unit: 'share' })).toEqual(['37 %', '100 %']);
  expect(intervalEnds({ lo: 2, hi: 138, unit: 'count' })).toEqual(['2', '138']);
});

test('an interval without width, or of one replication, is none', () => {
  expect(intervalEnds({ lo: 5, hi: 5, unit: 'count' })).toBeNull();
  expect(intervalEnds({ lo: null, hi: null, unit: 'count' })).toBeNull();
});
