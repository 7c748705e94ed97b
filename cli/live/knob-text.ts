import { parseGoDuration, shortGoDuration } from '../../adapters/config/go-duration.ts';
import { countText, moneyText } from '../../sim/text/figure-text.ts';
import { durationPattern, parseDuration } from '../../sim/scenario/text/duration.ts';
import type { Knob } from './knob.ts';

/** A value of a knob as people write it. */
export function knobText({ unit, zero }: Knob, value: number): string {
  if (value === 0 && zero !== null) return zero;
  if (unit === 'seconds') return shortGoDuration(Math.round(value * 1000));
  if (unit === 'money') return moneyText(value);
  if (unit === 'times') return `${String(value)}×`;
  return unit === 'factor' ? String(value) : countText(value);
}

/** Reads what a person wrote for a knob; null where it is no value of it. */
export function parseKnobText({ unit, zero }: Knob, written: string): number | null {
  const text = written.trim().replace(/[×x]$/, '').replaceAll(',', '').trim();
  if (zero !== null && text === zero) return 0;
  if (unit === 'seconds') {
    if (durationPattern.test(text)) return parseDuration(text) / 1000;
    const ms = parseGoDuration(text);
    return ms === null || ms < 0 ? null : ms / 1000;
  }
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < 0) return null;
  return unit === 'count' && !Number.isInteger(value) ? null : value;
}
