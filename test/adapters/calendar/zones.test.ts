import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { offsetSequence } from '../../../adapters/calendar/offset-sequence.ts';
import { wallClock } from '../../../adapters/calendar/wall-clock.ts';
import { isTimeZone, zoneOffset } from '../../../adapters/calendar/zone-offset.ts';
import { instantMs, zone } from './arbitraries.ts';

const hour = 3_600_000;
const day = 24 * hour;
const at = (iso: string): number => Date.parse(iso);

/** What a clock in the zone shows, as Node's own formatter has it. */
function shown(timeZone: string, instant: number): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone, hourCycle: 'h23' }).replace(' ', 'T');
}

describe('offsets of a zone', () => {
  test('a clock shows UTC plus the offset', () => {
    fc.assert(
      fc.property(zone, instantMs, (name, instant) => {
        expect(new Date(instant + zoneOffset(name, instant)).toISOString().slice(0, 19)).toBe(shown(name, instant));
      }),
    );
  });

  test('a sequence holds at every instant, and changes are to the second', () => {
    fc.assert(
      fc.property(
        zone,
        instantMs,
        fc.integer({ min: 1, max: 500 * day }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
        (name, startMs, horizonMs, shares) => {
          const sequence = offsetSequence(name, startMs, horizonMs);
          const holds = (atMs: number): number => sequence.findLast((change) => change.atMs <= atMs)!.offsetMs;
          expect(sequence[0]).toEqual({ atMs: 0, offsetMs: zoneOffset(name, startMs) });
          for (const share of shares) expect(holds(Math.floor(share * horizonMs))).toBe(zoneOffset(name, startMs + Math.floor(share * horizonMs)));
          for (const { atMs, offsetMs } of sequence.slice(1)) {
            expect(zoneOffset(name, startMs + atMs)).toBe(offsetMs);
            expect(zoneOffset(name, startMs + atMs - 1)).not.toBe(offsetMs);
          }
        },
      ),
    );
  });

  test('the changes of a year in Berlin', () => {
    expect(offsetSequence('Europe/Berlin', at('2026-01-01T00:00:00Z'), 365 * day)).toEqual([
      { atMs: 0, offsetMs: hour },
      { atMs: at('2026-03-29T01:00:00Z') - at('2026-01-01T00:00:00Z'), offsetMs: 2 * hour },
      { atMs: at('2026-10-25T01:00:00Z') - at('2026-01-01T00:00:00Z'), offsetMs: hour },
    ]);
  });

  test('a zone has a name', () => {
    expect(['UTC', 'Europe/Berlin', 'europe/berlin'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['', '+01:00', 'Europe/Berln', 'Mars/Olympus', 'Local'].map(isTimeZone)).toEqual([false, false, false, false, false]);
  });
});

describe('the instant of a wall clock', () => {
  test('clocks show at it what was asked for, unless they skip that time', () => {
    fc.assert(
      fc.property(zone, instantMs, (name, instant) => {
        const local = shown(name, instant);
        expect(shown(name, wallClock(local, name)!)).toBe(local);
        // Of two instants with one clock time the first is meant.
        expect(wallClock(local, name)!).toBeLessThanOrEqual(instant);
      }),
    );
  });

  test.each([
    ['2026-03-02T00:00:00', 'Europe/Berlin', '2026-03-01T23:00:00Z'],
    ['2026-03-02', 'Europe/Berlin', '2026-03-01T23:00:00Z'],
    ['2026-03-02 08:30', 'America/New_York', '2026-03-02T13:30:00Z'],
    ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['2026-10-25T02:30:00Z', 'Europe/Berlin', '2026-10-25T02:30:00Z'],
    ['2026-10-25T02:30:00-05:30', 'Europe/Berlin', '2026-10-25T08:00:00Z'],
    ['2026-03-02T00:00:00.25', 'UTC', '2026-03-02T00:00:00.250Z'],
  ])('%s in %s is %s', (local, name, instant) => {
    expect(wallClock(local, name)).toBe(at(instant));
  });

  test.each(['', 'now', '2026-02-30', '2026-13-01', '2026-03-02T24:00:00', '2026-03-02T00:60:00', '2026-3-2', '02.03.2026'])('"%s" is no date', (text) => {
    expect(wallClock(text, 'UTC')).toBeNull();
  });
});
