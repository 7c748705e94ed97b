import type { ScaleOptions } from '@observablehq/plot';
import { spanTicks } from './span-ticks.ts';

const mostTicks = 10;
const daySeconds = 86_400;

/** An axis of time since the start of the run, up to `end` seconds. */
export function timeAxis(end: number): ScaleOptions {
  return { domain: [0, end], ticks: spanTicks(end, mostTicks), tickFormat: timeText, label: 'since the start of the run' };
}

/** An instant of the run: `d1 00:00` is its start. Days are counted from 1, as the result has no calendar. */
export function timeText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `d${Math.floor(seconds / daySeconds) + 1} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}
