import { expect, test } from 'vitest';
import { busyWindows } from '../../../sim/recommend/busy-windows.ts';

/** Slots by the hour of the week: some in working hours, some in others, some by night. */
function week(work: number, night: number, weekend: number): number[] {
  return Array.from({ length: 168 }, (_, index) => {
    const [day, hour] = [Math.floor(index / 24), index % 24];
    if (day >= 5) return weekend;
    return hour >= 8 && hour < 18 ? work : night;
  });
}

test('working hours are found, and open as long before as a boot takes', () => {
  const [window, ...others] = busyWindows(week(20, 2, 1), 15);
  expect(others).toEqual([]);
  expect(window).toMatchObject({ periods: ['* 8-17 * * mon-fri', '45-59 7 * * mon-fri'], label: '08:00-18:00 Mon-Fri' });
  expect(window!.reason).toBe('84 % of the work is in these hours: 20 jobs at a time, 1.59 outside');
});

test('a crowd by night has its own hours beside those of the day', () => {
  const busy = week(20, 2, 20).map((slots, index) => (index % 24 === 2 ? 20 : index % 24 >= 8 && index % 24 < 18 ? 20 : Math.min(slots, 2)));
  expect(busyWindows(busy, 0)[0]).toMatchObject({ periods: ['* 2,8-17 * * *'], label: '02:00-03:00 and 08:00-18:00 every day' });
});

test('a lull of two hours is no end of the busy hours, one of three is', () => {
  const withLull = (hours: number): readonly string[] =>
    busyWindows(
      week(20, 0, 0).map((slots, index) => (index % 24 >= 12 && index % 24 < 12 + hours ? 0 : slots)),
      0,
    )[0]!.periods;
  expect([withLull(2), withLull(3)]).toEqual([['* 8-17 * * mon-fri'], ['* 8-11,15-17 * * mon-fri']]);
});

test('what is needed in nearly every hour has no hours of its own', () => {
  const quiet = (hours: number): number =>
    busyWindows(
      week(5, 5, 5).map((slots, index) => (index % 24 < hours ? 0 : slots)),
      0,
    ).length;
  expect([quiet(1), quiet(2)]).toEqual([0, 1]);
});

test('hours that differ by the day of the week have a period for each kind of day', () => {
  const busy = week(20, 0, 0).map((slots, index) => (index >= 120 && index % 24 >= 10 && index % 24 < 12 ? 20 : slots));
  expect(busyWindows(busy, 0)[0]!.periods).toEqual(['* 8-17 * * mon-fri', '* 10-11 * * sat,sun']);
});

test('a whole hour of lead is the hour before', () => {
  expect(busyWindows(week(20, 0, 0), 60)[0]!.periods).toEqual(['* 8-17 * * mon-fri', '* 7 * * mon-fri']);
});

test.each([
  ['an even load', week(5, 5, 5)],
  ['no load', week(0, 0, 0)],
])('%s has no busy hours', (_, hours) => {
  expect(busyWindows(hours, 10)).toEqual([]);
});
