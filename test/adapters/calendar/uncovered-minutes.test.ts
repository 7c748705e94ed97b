import { describe, expect, test } from 'vitest';
import { describeWeek } from '../../../adapters/calendar/describe-week.ts';
import { uncoveredMinutes } from '../../../adapters/calendar/uncovered-minutes.ts';
import { wallClock } from '../../../adapters/calendar/wall-clock.ts';

const zone = 'America/New_York';
const monday = wallClock('2026-01-05T00:00:00', zone)!;
const week = 7 * 86_400_000;

function uncovered(...policies: readonly string[][]): string {
  const calendar = policies.map((periods) => ({ periods, timezone: zone }));
  return describeWeek(uncoveredMinutes(calendar, 'UTC', monday, week), monday);
}

describe('the hours that no policy covers', () => {
  test.each([
    [[['* * * * *']], ''],
    [[['* 8-19 * * *'], ['* 0-7,20-23 * * *']], ''],
    [[['* 8-19 * * mon-fri']], 'Mon–Thu 20:00–08:00, Fri 20:00 – Mon 08:00'],
    [[['* 8-19 * * *']], 'daily 20:00–08:00'],
    [[['* 8-23 * * *']], 'daily 00:00–08:00'],
    [[['* * * * mon-fri']], 'Sat 00:00 – Mon 00:00'],
    [[['* * * * mon,wed,fri,sat,sun']], 'Tue, Thu 00:00–24:00'],
    [[['* 0-2,4-23 * * *']], 'daily 03:00–04:00'],
    [[['* * * * *'], ['* 3 * * *']], ''],
    [[['0-29 * * * *']], 'daily 00:30–01:00, daily 01:30–02:00, daily 02:30–03:00, daily 03:30–04:00, daily 04:30–05:00, daily 05:30–06:00, 18 more'],
    [[['* * 20 1 *']], 'the whole week'],
    [[], 'the whole week'],
  ])('%j leaves "%s"', (policies, text) => {
    expect(uncovered(...policies)).toBe(text);
  });

  test('spans are instants', () => {
    const spans = uncoveredMinutes([{ periods: ['* 1-23 * * *'], timezone: 'UTC' }], 'UTC', Date.UTC(2026, 0, 5), 86_400_000);
    expect(spans).toEqual([{ fromMs: Date.UTC(2026, 0, 5), toMs: Date.UTC(2026, 0, 5, 1) }]);
  });
});
