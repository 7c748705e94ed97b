import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LevelTracker } from '../../../sim/measure/level-tracker.ts';

/** A level that is `by` higher from `at` on. */
interface Change {
  readonly by: number;
  readonly at: number;
}

/** The integral from `from` to `to`, change by change. */
function integral(changes: readonly Change[], from: number, to: number): number {
  return changes.reduce((sum, { by, at }) => sum + by * Math.max(0, to - Math.max(from, at)), 0);
}

const horizon = 20_000;
/** Instants of two steps of a series, of many, and beyond the horizon. */
const instant = fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: horizon + 5000 }));

test('a level has the integrals and the averages of its changes, in whatever order they come', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ by: fc.integer({ min: -5, max: 5 }), at: instant }), { maxLength: 100, size: 'max' }),
      fc.array(fc.tuple(instant, instant), { maxLength: 100, size: 'max' }),
      fc.integer({ min: 0, max: horizon }),
      fc.integer({ min: 1, max: 40 }),
      (changes, spans, warmup, points) => {
        const tracker = new LevelTracker(warmup, horizon, points);
        const level = tracker.areas.running;
        for (const { by, at } of changes) level.change(by, at);
        for (const [from, to] of spans) level.interval(from, to);
        const all = [
          ...changes,
          ...spans
            .filter(([from, to]) => from < to)
            .flatMap(([from, to]) => [
              { by: 1, at: from },
              { by: -1, at: to },
            ]),
        ];
        const end = horizon + 6000;
        const { area, areaTotal, series } = tracker.finish(end);
        expect(area.running).toBe(integral(all, warmup, horizon));
        expect(areaTotal.running).toBe(integral(all, 0, end));
        series.levels.running.forEach((average, index) => {
          const from = index * series.step;
          const to = Math.min(from + series.step, horizon);
          expect(average).toBeCloseTo(integral(all, from, to) / (to - from), 6);
        });
      },
    ),
  );
});

test('the peak of a level is the largest value that it was set to before the horizon', () => {
  const { areas } = new LevelTracker(0, 1000);
  areas.queued.set(3, 10);
  areas.queued.set(1, 20);
  areas.queued.set(9, 1000);
  expect(areas.queued.peak).toBe(3);
});
