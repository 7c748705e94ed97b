import { describe, expect, test } from 'vitest';
import { Calendar, utc, type ZoneOffsets } from '../../../sim/scenario/calendar.ts';
import { parseDateTime, parseMoment, type Moment } from '../../../sim/scenario/text/moment.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Brussels in 2026: summer time from 29 March, 01:00 UTC, to 25 October, 01:00 UTC. */
const brussels: ZoneOffsets = [
  { epochMs: Date.UTC(2025, 9, 26, 1), offsetMs: hour },
  { epochMs: Date.UTC(2026, 2, 29, 1), offsetMs: 2 * hour },
  { epochMs: Date.UTC(2026, 9, 25, 1), offsetMs: hour },
];

function moment(text: string): Moment {
  return parseMoment(text) as Moment;
}

describe('dates and times', () => {
  test.each([
    '1970-01-01T00:00:00Z',
    '2000-02-29T12:30:15Z',
    '2026-03-02T00:00:00.250Z',
    '2100-03-01T23:59:59+05:30',
    '2026-12-31T00:00:00-08:00',
    '1969-07-20T20:17:40Z',
  ])('%s is the instant that the platform gives', (text) => {
    expect(parseDateTime(text)).toEqual({ kind: 'instant', epochMs: Date.parse(text) });
  });

  test('a date and time without an offset is a time on the wall', () => {
    expect(parseDateTime('2026-03-02T08:00')).toEqual({ kind: 'wall-clock', wallMs: Date.UTC(2026, 2, 2, 8) });
    expect(parseDateTime('2026-03-02')).toEqual({ kind: 'wall-clock', wallMs: Date.UTC(2026, 2, 2) });
  });

  test.each(['25:00', '10:60', '+5', 'noon', '2026-13-01', '10:00:00Z'])('%s is no moment', (text) => {
    expect(parseMoment(text)).toBeNull();
  });
});

describe('the calendar', () => {
  test('the start is a time on the wall of the zone', () => {
    expect(new Calendar(moment('2026-03-02T00:00:00'), brussels).startEpochMs).toBe(Date.UTC(2026, 2, 1, 23));
    expect(new Calendar(moment('2026-07-01T00:00:00'), brussels).startEpochMs).toBe(Date.UTC(2026, 5, 30, 22));
    expect(new Calendar(moment('2026-03-02T00:00:00Z'), brussels).startEpochMs).toBe(Date.UTC(2026, 2, 2));
  });

  test('a time of day recurs at the same time on the wall when the clocks change', () => {
    const calendar = new Calendar(moment('2026-03-28T00:00:00'), brussels);
    expect(calendar.instantsOf(moment('10:00'), 3 * day)).toEqual([10 * hour, day + 9 * hour, 2 * day + 9 * hour]);
  });

  test('a time of day that a change of clocks leaves out happens when the clocks have been moved', () => {
    const calendar = new Calendar(moment('2026-03-29T00:00:00'), brussels);
    expect(calendar.instantOf(moment('02:30'))).toBe(2 * hour);
  });

  test('a time of day that comes twice happens the first time only', () => {
    const calendar = new Calendar(moment('2026-10-25T00:00:00'), brussels);
    expect(calendar.instantsOf(moment('02:30'), day)).toEqual([2.5 * hour]);
  });

  test('the first occurrence of a time of day is not before the start', () => {
    const calendar = new Calendar(moment('2026-03-02T12:00:00'), utc);
    expect(calendar.instantOf(moment('13:00'))).toBe(hour);
    expect(calendar.instantOf(moment('11:00'))).toBe(23 * hour);
  });

  test('offsets, dates and times without recurrence are one instant, and none beyond the horizon', () => {
    const calendar = new Calendar(moment('2026-03-02T00:00:00'), utc);
    expect(calendar.instantsOf(moment('+2h'), day)).toEqual([2 * hour]);
    expect(calendar.instantsOf(moment('2026-03-02T05:00:00+01:00'), day)).toEqual([4 * hour]);
    expect(calendar.instantsOf(moment('+2d'), day)).toEqual([]);
  });

  test('the offsets of a run begin with the one in force at its start', () => {
    const calendar = new Calendar(moment('2026-03-28T00:00:00'), brussels);
    expect(calendar.utcOffsets()).toEqual([
      { atMs: 0, offsetMs: hour },
      { atMs: day + 2 * hour, offsetMs: 2 * hour },
      { atMs: Date.UTC(2026, 9, 25, 1) - Date.UTC(2026, 2, 27, 23), offsetMs: hour },
    ]);
  });
});
