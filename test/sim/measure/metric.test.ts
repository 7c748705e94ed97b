import { expect, test } from 'vitest';
import { findMetric, metrics } from '../../../sim/measure/metric.ts';

test('every metric has a name of its own and a description of a sentence', () => {
  expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
  for (const { name, description } of metrics) expect(description, name).toMatch(/^[A-Z].+\.$/);
});

test('failures are metrics by their kind, and a kind that nothing counts is none', () => {
  expect(findMetric('errors.create')).toMatchObject({ unit: 'count', better: 'lower' });
  expect(findMetric('errors.created')).toBeUndefined();
  expect(findMetric('wait.p96')).toBeUndefined();
});
