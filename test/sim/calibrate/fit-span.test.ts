import { expect, test } from 'vitest';
import { fitSpan } from '../../../sim/calibrate/fit-span.ts';

const bounds = { lowMs: 1000, highMs: 3_600_000 };
const search = { bounds, worthwhile: 0.01 };
/** A valley at a span, as deep as is said, on the scale of logarithms. */
const valley = (at: number, depth: number) => (ms: number) => Math.min(1, Math.abs(Math.log(ms / at))) - depth;

test('it finds the bottom of a valley to the second', () => {
  const { valueMs, distance } = fitSpan(valley(240_000, 0), search);
  expect(Math.abs(valueMs - 240_000)).toBeLessThan(5000);
  expect(distance).toBeLessThan(0.02);
});

test('of two valleys it finds the deeper one, also where the other is first', () => {
  const [near, far] = [valley(5000, 0), valley(900_000, 0.3)];
  expect(Math.abs(fitSpan((ms) => Math.min(near(ms), far(ms)), search).valueMs - 900_000)).toBeLessThan(20_000);
});

test('it asks for no span twice, and for none beyond the bounds', () => {
  const asked: number[] = [];
  fitSpan((ms) => {
    asked.push(ms);
    return valley(30_000, 0)(ms);
  }, search);
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.length).toBeLessThan(30);
  expect([Math.min(...asked), Math.max(...asked)]).toEqual([bounds.lowMs, bounds.highMs]);
});

test('where the distance falls towards a bound, the bound is the answer; where it is flat, the range says so', () => {
  expect(fitSpan((ms) => -ms, search).valueMs).toBe(bounds.highMs);
  expect(fitSpan((ms) => ms, { bounds: { lowMs: 0, highMs: 30_000 }, worthwhile: 0.01 }).valueMs).toBe(0);
  expect(fitSpan(() => 1, search)).toMatchObject({ range: 0, valueMs: bounds.lowMs });
});
