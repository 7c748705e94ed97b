import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DemandWindow } from '../../../core/scaling/demand-window.ts';

/** Demands that mostly fall, so that the window remembers many of them: more than it has room for at first. */
const demands = fc.array(fc.record({ pause: fc.nat(5), falls: fc.integer({ min: -3, max: 40 }) }), { minLength: 1, maxLength: 300, size: 'max' });

test('the instant from which the largest demand is at most a value is that of a search through all of the past', () => {
  fc.assert(
    fc.property(demands, fc.integer({ min: 1, max: 200 }), fc.nat(299), fc.integer({ min: -1, max: 1 }), (history, span, which, beside) => {
      const window = new DemandWindow();
      const past: { at: number; value: number }[] = [];
      let [at, demand] = [0, 10_000];
      for (const { pause, falls } of history) {
        at += pause;
        demand = Math.max(0, demand - falls);
        window.record(at, demand);
        past.push({ at, value: demand });
      }
      const value = past[which % past.length]!.value + beside;
      // A demand is in force until the next one is recorded, and is remembered for the span.
      const last = past.findLastIndex((one) => one.value > value);
      const expected = last < 0 ? 0 : last === past.length - 1 ? Number.POSITIVE_INFINITY : past[last + 1]!.at + span;
      expect(window.atMostSince(value, span)).toBe(expected);
    }),
    { seed: 42, numRuns: 2000 },
  );
});
