import { expect, test } from 'vitest';
import { intervalsAfterFaults, overlap, within } from '../../../sim/measure/interval.ts';
import type { ScenarioFault } from '../../../sim/scenario/scenario-fault.ts';

function fault(atMs: number, forMs: number): ScenarioFault {
  return { type: 'gitlab_outage', atMs, forMs, status: 0 };
}

test('the time after a fault lasts until the next one begins, or until the horizon', () => {
  expect(intervalsAfterFaults([fault(10, 5), fault(40, 10)], 100)).toEqual([
    { from: 15, to: 40 },
    { from: 50, to: 100 },
  ]);
});

test('the end of a fault inside a longer one begins nothing', () => {
  expect(intervalsAfterFaults([fault(10, 50), fault(20, 5)], 100)).toEqual([{ from: 60, to: 100 }]);
});

test('faults that end together leave one interval', () => {
  expect(intervalsAfterFaults([fault(10, 10), fault(15, 5)], 100)).toEqual([{ from: 20, to: 100 }]);
});

test('a fault of an instant is followed at once', () => {
  expect(intervalsAfterFaults([fault(30, 0)], 100)).toEqual([{ from: 30, to: 100 }]);
});

test('an instant is within an interval from its beginning until before its end; what never was is in none', () => {
  const intervals = [{ from: 10, to: 20 }];
  expect([9, 10, 19, 20, Number.NaN].map((at) => within(at, intervals))).toEqual([false, true, true, false, false]);
});

test('an overlap is never negative', () => {
  const window = { from: 10, to: 20 };
  expect([overlap(0, 5, window), overlap(5, 15, window), overlap(12, 14, window), overlap(15, 40, window), overlap(30, 40, window)]).toEqual([0, 5, 2, 5, 0]);
});
