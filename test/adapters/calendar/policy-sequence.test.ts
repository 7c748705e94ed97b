import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policySequence, type CalendarPolicy, type PolicyChange } from '../../../adapters/calendar/policy-sequence.ts';
import { zoneOffset } from '../../../adapters/calendar/zone-offset.ts';
import { cronExpression, instantMs, zone } from './arbitraries.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function activeAt(sequence: readonly PolicyChange[], atMs: number): readonly number[] {
  return sequence.findLast((change) => change.atMs <= atMs)!.active;
}

/** The library's answer for the clock's minute: asked in UTC about the time that the zone's clocks show, so that its own rules for jumps do not matter. */
function matches(expression: string, timezone: string, atMs: number): boolean {
  const shown = atMs + zoneOffset(timezone, atMs);
  return new Cron(expression, { mode: '5-part', timezone: 'UTC', paused: true }).match(new Date(Math.floor(shown / minute) * minute));
}

const berlin = (...periods: string[]): CalendarPolicy => ({ periods, timezone: 'Europe/Berlin' });
const at = (iso: string): number => Date.parse(iso);
const hours = (sequence: readonly PolicyChange[]): [number, string][] => sequence.map(({ atMs, active }) => [atMs / hour, active.join()]);

describe('a period is active in the minutes that match it', () => {
  test('at any minute exactly those policies are active that the cron library matches', () => {
    const policy = fc.record({ periods: fc.array(cronExpression, { minLength: 1, maxLength: 3 }), timezone: zone });
    fc.assert(
      fc.property(
        fc.array(policy, { maxLength: 4 }),
        instantMs,
        fc.array(fc.nat(40 * day - 1), { minLength: 20, maxLength: 20 }),
        (policies, startMs, offsets) => {
          const sequence = policySequence(policies, 'UTC', startMs, 40 * day);
          for (const atMs of [0, ...offsets, ...sequence.slice(0, 50).flatMap((change) => [change.atMs, Math.max(0, change.atMs - 1)])]) {
            const expected = policies.flatMap(({ periods, timezone }, index) =>
              periods.some((text) => matches(text, timezone, startMs + atMs)) ? [index] : [],
            );
            expect(activeAt(sequence, atMs)).toEqual(expected);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a sequence begins at 0, goes up in time, says only what changes, and stays within the horizon', () => {
    const policy = fc.record({ periods: fc.array(cronExpression, { maxLength: 3 }), timezone: fc.oneof(zone, fc.constant('')) });
    fc.assert(
      fc.property(fc.array(policy, { maxLength: 4 }), instantMs, fc.integer({ min: 1, max: 20 * day }), (policies, startMs, horizonMs) => {
        const sequence = policySequence(policies, 'Asia/Kolkata', startMs, horizonMs);
        expect(sequence[0]!.atMs).toBe(0);
        for (const [index, { atMs, active }] of sequence.entries()) {
          expect(atMs).toBeLessThan(horizonMs);
          expect(active).toEqual([...active].sort((a, b) => a - b));
          const before = sequence[index - 1];
          if (before === undefined) continue;
          expect(atMs).toBeGreaterThan(before.atMs);
          expect(active).not.toEqual(before.active);
        }
      }),
    );
  });

  test('working hours, from a Monday morning on', () => {
    const sequence = policySequence([berlin('* * * * *'), berlin('* 8-19 * * mon-fri')], 'UTC', at('2026-03-02T00:00:00+01:00'), 2 * day);
    expect(hours(sequence)).toEqual([
      [0, '0'],
      [8, '0,1'],
      [20, '0'],
      [32, '0,1'],
      [44, '0'],
    ]);
  });

  test('a start within a minute belongs to that minute', () => {
    expect(policySequence([berlin('30 12 * * *')], 'UTC', at('2026-03-02T12:30:30+01:00'), day)).toEqual(
      [
        { atMs: 0, active: [0] },
        { atMs: 30_000, active: [] },
        { atMs: day - 30_000, active: [0] },
      ].filter(({ atMs }) => atMs < day),
    );
  });

  test('an hour that daylight saving time skips is skipped', () => {
    const sequence = policySequence([berlin('* 2 * * *')], 'UTC', at('2026-03-28T00:00:00+01:00'), 3 * day);
    // 28 March 02:00 to 03:00; on the 29th there is no such hour; 30 March 02:00 is 00:00 UTC.
    expect(hours(sequence)).toEqual([
      [0, ''],
      [2, '0'],
      [3, ''],
      [49, '0'],
      [50, ''],
    ]);
  });

  test('an hour that it repeats counts twice', () => {
    const sequence = policySequence([berlin('* 2 * * *'), berlin('30 2 * * *')], 'UTC', at('2026-10-25T00:00:00+02:00'), day);
    expect(hours(sequence)).toEqual([
      [0, ''],
      [2, '0'],
      [2.5, '0,1'],
      [2 + 31 / 60, '0'],
      [3.5, '0,1'],
      [3 + 31 / 60, '0'],
      [4, ''],
    ]);
  });

  test('where day of month and day of week are both set, either matches', () => {
    const sequence = policySequence([berlin('* * 4 * mon')], 'UTC', at('2026-03-02T00:00:00+01:00'), 7 * day);
    expect(hours(sequence)).toEqual([
      [0, '0'],
      [24, ''],
      [48, '0'],
      [72, ''],
    ]);
  });

  test('a policy without a zone lives in the default one', () => {
    const sequence = policySequence([{ periods: ['* 0 * * *'], timezone: '' }], 'Asia/Tokyo', at('2026-03-02T00:00:00Z'), day);
    expect(hours(sequence)).toEqual([
      [0, ''],
      [15, '0'],
      [16, ''],
    ]);
  });

  test('a year of ten policies takes less than 200 ms', () => {
    const policies = Array.from({ length: 10 }, (_, index) => berlin(`* ${index % 8}-19 * * mon-fri`, `0-29 21 ${index + 1} * *`));
    const spans = [1, 2, 3].map(() => {
      const from = performance.now();
      policySequence(policies, 'UTC', at('2026-01-05T00:00:00Z'), 365 * day);
      return performance.now() - from;
    });
    expect(Math.min(...spans)).toBeLessThan(200);
  });
});
