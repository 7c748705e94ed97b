import type { Difference } from '../measure/difference.ts';
import { figureText, moneyText } from './figure-text.ts';

/** A difference with its sign and unit, and its interval: `-3m10s [-4m … -2m20s]`. Differences of shares are in points, since a percentage of a percentage misleads. */
export function differenceText({ value, lo, hi }: Difference, unit: string): string {
  if (value === null) return 'no data';
  const points = unit === 'share' ? ' points' : '';
  const text = `${signed(value, unit)}${points}`;
  return lo === null || hi === null || lo === hi ? text : `${text} [${signed(lo, unit)} … ${signed(hi, unit)}]`;
}

function signed(value: number, unit: string): string {
  const text = amount(Math.abs(value), unit);
  // What is shown as zero has no sign.
  if (!/[1-9]/.test(text)) return text;
  return `${value < 0 ? '-' : '+'}${text}`;
}

function amount(value: number, unit: string): string {
  if (unit === 'share') return (value * 100).toFixed(1);
  return unit === 'seconds' || unit === 'count' ? figureText(value, unit) : moneyText(value);
}
