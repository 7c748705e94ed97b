import type { Ticks } from '../time.ts';

/** Writes a span as the real runner writes it in job logs: `3s`, `1m30s`, `1h0m0s`, `2.5s`. `second` is the count of ticks in a second. */
export function goDuration(span: Ticks, second: Ticks): string {
  const minute = 60 * second;
  const hours = Math.floor(span / (60 * minute));
  const minutes = Math.floor(span / minute) % 60;
  const seconds = `${String((span % minute) / second)}s`;
  if (hours > 0) return `${String(hours)}h${String(minutes)}m${seconds}`;
  return minutes > 0 ? `${String(minutes)}m${seconds}` : seconds;
}
