import { expect, test } from 'vitest';
import { countText, durationText, figureText, moneyText, shareText } from '../../../sim/text/figure-text.ts';
import { sparkline } from '../../../sim/text/sparkline.ts';
import { wrap } from '../../../sim/text/wrap.ts';

test.each([
  [0, '0s'],
  [0.0004, '<1ms'],
  [0.85, '850ms'],
  [2, '2s'],
  [2.25, '2.3s'],
  [9.98, '10s'],
  [59.6, '1m'],
  [60, '1m'],
  [1060, '17m40s'],
  [3599.6, '1h'],
  [6720, '1h52m'],
  [604_800, '7d'],
  [90_000, '1d1h'],
  [-90, '-1m30s'],
])('%d seconds read %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

test.each([
  [0, '0 %'],
  [0.0004, '<0.1 %'],
  [0.0125, '1.3 %'],
  [0.05, '5 %'],
  [0.71, '71 %'],
  [1, '100 %'],
])('a share of %d reads %s', (share, text) => {
  expect(shareText(share)).toBe(text);
});

test.each([
  [0, '0'],
  [3.6, '3.6'],
  [16.63, '16.6'],
  [0.001, '<0.01'],
  [100.4, '100'],
  [1_234_567, '1,234,567'],
])('a count of %d reads %s', (count, text) => {
  expect(countText(count)).toBe(text);
});

test('money has its cents where they matter', () => {
  expect([moneyText(0.00391), moneyText(0.0000204), moneyText(0), moneyText(0.05)]).toEqual(['0.0039', '0.00002', '0.00', '0.05']);
  expect([moneyText(4.139), moneyText(3020.4), figureText(3020.4, 'USD')]).toEqual(['4.14', '3,020', '3,020 USD']);
});

test('a figure that was not to be measured says so', () => {
  expect(figureText(null, 'seconds')).toBe('no data');
});

test('a sparkline has a bar for each part, scaled to its top', () => {
  const style = { width: 80, colour: false, unicode: true };
  expect(sparkline([0, 0, 4, 4, 8, 8], 8, 3, style)).toBe('▁▅█');
  expect(sparkline([0, 8], 8, 10, style)).toBe('▁█');
  expect(sparkline([0, 0], 0, 2, { ...style, unicode: false })).toBe('__');
});

test('a text is wrapped at spaces, and a long word stays whole', () => {
  expect(wrap('one two three incomprehensibilities', 8)).toEqual(['one two', 'three', 'incomprehensibilities']);
});
