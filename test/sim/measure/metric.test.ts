import { expect, test } from 'vitest';
import { findMetric, metrics } from '../../../sim/measure/metric.ts';

test('every metric has a name of its own and a description of a sentence', () => {
  expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
  for (const { name, description } of metrics) expect(description, name).toMatch(/^[A-Z].+\.$/);
});

test('failures of any kind are metrics, and nothing else is by form', () => {
  expect(findMetric('errors.create')).toMatchObject({ unit: 'count', better: 'lower' });
  expect(findMetric('errors.')).toBeUndefined();
  expect(findMetric('wait.p96')).toBeUndefined();
});
