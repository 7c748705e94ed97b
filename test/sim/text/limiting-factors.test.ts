import { expect, test } from 'vitest';
import type { ResultObjective } from '../../../sim/measure/result.ts';
import type { Recommendation } from '../../../sim/recommend/recommendation.ts';
import { limitingFactors } from '../../../sim/text/limiting-factors.ts';

function factors(objective: Partial<ResultObjective>, why: Recommendation['options'][number]['promised']['why'] = []): string[] {
  const slo = [{ expr: 'wait.p95 <= 1m', severity: 'error', ok: true, value: 55, unit: 'seconds', lo: 50, hi: 60, passed: 4, ...objective }];
  return limitingFactors({ options: [{ promised: { slo, why } }], held: [] } as unknown as Recommendation);
}

test('an objective that is missed is named with its figure', () => {
  expect(factors({ ok: false, value: 90 })).toEqual(['missed: wait.p95 <= 1m: 1m30s']);
});

test('one that is met on average only is not sure, and says how far its interval reaches', () => {
  expect(factors({ hi: 70 })).toEqual(['not sure: wait.p95 <= 1m: 55s on average, but the 95 % interval reaches 1m10s (more --replications narrow it)']);
  expect(factors({ expr: 'wait.slo2m >= 90%', unit: 'share', value: 0.95, lo: 0.85, hi: 1 })[0]).toContain('reaches 85 %');
});

test('one that is surely met, or advisory, limits nothing', () => {
  expect(factors({})).toEqual([]);
  expect(factors({ severity: 'warn', ok: false })).toEqual([]);
});

test('what jobs wait for stands there with its share, the most first, and trifles do not', () => {
  const row = (cause: 'limit' | 'prepare' | 'policy', share: number): { cause: typeof cause; seconds: number; share: number } => ({
    cause,
    seconds: share,
    share,
  });
  const lines = factors({}, [row('prepare', 0.3), row('policy', 0.02), row('limit', 0.68)]);
  expect(lines.map((line) => line.slice(0, 15))).toEqual(['68 % of waiting', '30 % of waiting']);
});
