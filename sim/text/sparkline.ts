import type { TextStyle } from './text-style.ts';

const unicodeSteps = '▁▂▃▄▅▆▇█';
const asciiSteps = '_.-=+*%#';

/** A small bar chart in at most `width` characters, each the mean of its part, scaled to `top`. */
export function sparkline(values: readonly number[], top: number, width: number, style: TextStyle): string {
  const steps = style.unicode ? unicodeSteps : asciiSteps;
  const bars = Math.min(width, values.length);
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * values.length) / bars);
    const part = values.slice(from, Math.max(from + 1, Math.floor(((bar + 1) * values.length) / bars)));
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    const level = top === 0 ? 0 : Math.round((mean / top) * (steps.length - 1));
    return steps.charAt(Math.max(0, Math.min(steps.length - 1, level)));
  }).join('');
}
