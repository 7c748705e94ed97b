import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatGoDuration, nanosecondsToMs, parseGoDuration, shortGoDuration } from '../../../adapters/config/go-duration.ts';

const spanMs = fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 });

describe('durations are Go durations', () => {
  test('every millisecond count survives being written and read, in the long form and in the short one', () => {
    fc.assert(
      fc.property(spanMs, (ms) => {
        expect(parseGoDuration(formatGoDuration(ms))).toBe(ms);
        expect(parseGoDuration(shortGoDuration(ms))).toBe(ms);
      }),
    );
  });

  test('the parts of a duration add up, whatever their order and number', () => {
    const unitMs = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
    const part = fc.tuple(fc.nat(5000), fc.constantFrom(...(Object.keys(unitMs) as (keyof typeof unitMs)[])));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.constantFrom('', '+', '-'), (parts, sign) => {
        const sum = parts.reduce((total, [count, unit]) => total + count * unitMs[unit], 0);
        const text = sign + parts.map(([count, unit]) => `${count}${unit}`).join('');
        expect(parseGoDuration(text)).toBe(sign === '-' && sum !== 0 ? -sum : sum);
      }),
    );
  });

  test('a span that is not zero never becomes zero', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (ns) => {
        expect(nanosecondsToMs(ns)).toBe(Math.max(1, Math.round(ns / 1e6)));
        expect(parseGoDuration(`-${ns}ns`)).toBe(-Math.max(1, Math.round(ns / 1e6)));
      }),
    );
    expect(nanosecondsToMs(0)).toBe(0);
  });

  test.each([
    ['0', 0],
    ['20m0s', 1_200_000],
    ['1h', 3_600_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['5.s', 5000],
    ['-3s', -3000],
    ['+3s', 3000],
    ['1h2m3.004s', 3_723_004],
    ['100us', 1],
    ['1500µs', 2],
    ['1500μs', 2],
    ['2562047h', 9_223_369_200_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseGoDuration(text)).toBe(ms);
  });

  test.each(['', '20', '1d', '1h ', ' 1h', '1 h', 'h', '.s', '1e3s', '--1s', '1h-2m', '1hour', '2562048h', 'Infinity'])('"%s" is no duration', (text) => {
    expect(parseGoDuration(text)).toBeNull();
  });

  test.each([
    [0, '0s', '0s'],
    [250, '250ms', '250ms'],
    [1500, '1.5s', '1.5s'],
    [1_200_000, '20m0s', '20m'],
    [86_400_000, '24h0m0s', '24h'],
    [5_400_000, '1h30m0s', '1h30m'],
    [3_605_000, '1h0m5s', '1h0m5s'],
    [-60_000, '-1m0s', '-1m'],
  ])('%i ms is written %s, shortly %s', (ms, long, short) => {
    expect(formatGoDuration(ms)).toBe(long);
    expect(shortGoDuration(ms)).toBe(short);
  });
});
