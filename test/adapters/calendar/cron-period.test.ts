import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCronPeriod } from '../../../adapters/calendar/cron-period.ts';
import { cronExpression } from './arbitraries.ts';

describe('a period is a unix-cron expression of five fields', () => {
  test('whatever is built by the grammar is read', () => {
    fc.assert(
      fc.property(cronExpression, (text) => {
        expect(parseCronPeriod(text)).not.toHaveProperty('fault');
      }),
    );
  });

  test.each([
    ['1 * * * * *', 'expected five fields, got 6', 'there are no seconds: drop the first field'],
    ['* * * *', 'expected five fields, got 4', 'the fields are minute, hour, day of month, month, day of week'],
    ['', 'expected five fields, got 0', 'the fields are minute, hour, day of month, month, day of week'],
    ['* 22-4 * * *', 'the range 22-4 runs backwards', 'a range that passes the end is two ranges: write "22-23,0-4"'],
    ['* * * * fri-mon', 'the range 5-1 runs backwards', 'a range that passes the end is two ranges'],
    ['* * * foo *', '"foo" is no month', ''],
    ['* * * * Monday', '"Monday" is no name of a day or month', 'days are sun to sat, months jan to dec'],
    ['* 24 * * *', 'hour must be 0 to 23', ''],
    ['* * * 13 *', 'month must be 1 to 12', ''],
    ['* * * * 8', 'day of week must be 0 to 7', ''],
    ['60 * * * *', 'minute must be 0 to 59', ''],
    ['* * 0 * *', 'day of month must be 1 to 31', ''],
  ])('"%s": %s', (text, fault, hint) => {
    expect(parseCronPeriod(text)).toEqual({ fault, hint });
  });

  test.each(['@daily', '* * L * *', '* * 15W * *', '* * * * 5#2', '? * * * *', '* * * * *;', '*/0 * * * *', '1-2-3 * * * *'])('"%s" is none', (text) => {
    expect(parseCronPeriod(text)).toHaveProperty('fault');
  });

  test('a period of days that no month has never comes', () => {
    const never = (text: string): unknown => (parseCronPeriod(text) as { readonly never: unknown }).never;
    expect(['* * 31 2 *', '* * 30,31 feb *', '* * 31 4,6,9,11 *'].map(never)).toEqual([true, true, true]);
    expect(['* * * * *', '* * 29 2 *', '* * 31 2,3 *', '* * 31 2 mon', '* * * 2 *'].map(never)).toEqual([false, false, false, false, false]);
  });

  test('only a period that names neither days of the month nor months is the same every week', () => {
    const weekly = (text: string): unknown => (parseCronPeriod(text) as { readonly weekly: unknown }).weekly;
    expect(['* * * * *', '* 8-19 * * mon-fri', '*/5 * * * 0'].map(weekly)).toEqual([true, true, true]);
    expect(['* * 1 * *', '* * * 6 *', '* * 1-30 * *'].map(weekly)).toEqual([false, false, false]);
  });
});
