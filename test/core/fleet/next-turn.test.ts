import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextTurnAt, type TurnWait } from '../../../core/fleet/next-turn.ts';

/** The real component's wait, tick by tick: look at the clock, sleep a step, look again. */
function tickedTurnAt(wait: TurnWait, interval: number, at: number): number {
  let look = wait.since;
  while (look < at || look - wait.startedAt < interval) look += wait.step;
  return look;
}

test('the next turn begins where a loop that sleeps step by step would begin it', () => {
  const spans = { turn: fc.nat(5000), step: fc.integer({ min: 1, max: 1000 }), interval: fc.integer({ min: 1, max: 70_000 }), passed: fc.nat(70_000) };
  fc.assert(
    fc.property(fc.record(spans), ({ turn, step, interval, passed }) => {
      const wait = { startedAt: 100, since: 100 + turn, step };
      expect(nextTurnAt(wait, interval, wait.since + passed)).toBe(tickedTurnAt(wait, interval, wait.since + passed));
    }),
    { numRuns: 2000 },
  );
});

test('a turn that took longer than the interval is followed at once', () => {
  expect(nextTurnAt({ startedAt: 0, since: 5000, step: 1000 }, 2000, 5000)).toBe(5000);
});

test('a wait that gets shorter ends at the next look, not in the past', () => {
  const wait = { startedAt: 0, since: 30, step: 1000 };
  expect(nextTurnAt(wait, 60_000, 30)).toBe(60_030);
  expect(nextTurnAt(wait, 2000, 40_500)).toBe(41_030);
});
