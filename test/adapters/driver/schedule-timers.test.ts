import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Clock } from '../../../adapters/driver/clock.ts';
import { ScheduleTimers } from '../../../adapters/driver/schedule-timers.ts';

const day = 86_400_000;

describe('the timers of a schedule', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 2, 2, 7, 30) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('what holds is said at once, and each change at its minute', async () => {
    const said: string[] = [];
    const timers = new ScheduleTimers(new Clock(), 'UTC', (active) => void said.push(`${new Date().toISOString().slice(11, 16)} ${active.join()}`));
    timers.follow([
      { periods: ['* * * * *'], timezone: '' },
      { periods: ['* 8-9 * * *'], timezone: '' },
    ]);
    await vi.advanceTimersByTimeAsync(day / 4);
    timers.stop();
    expect(said).toEqual(['07:30 0', '08:00 0,1', '10:00 0']);
  });

  test('weeks after the start the calendar is still followed, and what has not changed is not said again', async () => {
    const said: string[] = [];
    const timers = new ScheduleTimers(new Clock(), 'UTC', (active) => void said.push(active.join()));
    timers.follow([{ periods: ['* * * * *'], timezone: '' }]);
    await vi.advanceTimersByTimeAsync(30 * day);
    expect(said).toEqual(['0']);
    timers.follow([{ periods: ['* 8 1 * *'], timezone: '' }]);
    await vi.advanceTimersByTimeAsync(31 * day);
    timers.stop();
    // The first of April and the first of May.
    expect(said).toEqual(['0', '', '0', '', '0', '']);
  });

  test('other policies take the place of those before', async () => {
    const said: string[] = [];
    const timers = new ScheduleTimers(new Clock(), 'UTC', (active) => void said.push(active.join()));
    timers.follow([{ periods: ['* 8 * * *'], timezone: '' }]);
    timers.follow([{ periods: ['* 9 * * *'], timezone: '' }]);
    await vi.advanceTimersByTimeAsync(2 * 3_600_000);
    timers.stop();
    expect(said).toEqual(['', '', '0']);
  });
});
