import { shortGoDuration } from '../../adapters/config/go-duration.ts';
import type { Assignment } from '../sim-program.ts';
import type { Knob, KnobTarget } from './knob.ts';

/** A value of a knob as the command line has it: what `--set` needs for the same run. */
export function knobSettings({ unit, targets }: Knob, value: number): Assignment[] {
  return targets.map((target) => ({ path: target.path, text: textOf(target, unit, value) }));
}

function textOf({ kind, base, suffix, whole }: KnobTarget, unit: Knob['unit'], value: number): string {
  if (kind === 'value') return unit === 'seconds' ? shortGoDuration(Math.round(value * 1000)) : String(value);
  const product = base * value;
  return `${whole ? Math.max(1, Math.round(product)) : Number(product.toPrecision(6))}${suffix}`;
}
