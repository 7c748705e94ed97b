import { zoneOffset } from './zone-offset.ts';

/** From `atMs` on, counted from the start, a zone's clocks are `offsetMs` ahead of UTC. */
export interface OffsetChange {
  readonly atMs: number;
  readonly offsetMs: number;
}

const day = 86_400_000;
const second = 1000;
/** Zones whose clocks never change by their definition. */
const fixedZone = /^(?:UTC|GMT|Etc\/.+)$/i;

/**
 * The UTC offset of a zone over a span: what holds at 0 first, then its changes (daylight saving time and decrees alike), to the second.
 *
 * @param startMs the instant that `atMs` counts from, in milliseconds since 1970 in UTC.
 * @throws RangeError for a zone that is none.
 */
export function offsetSequence(zone: string, startMs: number, horizonMs: number): readonly OffsetChange[] {
  let offsetMs = zoneOffset(zone, startMs);
  const sequence = [{ atMs: 0, offsetMs }];
  if (fixedZone.test(zone)) return sequence;
  // No zone has ever changed its offset twice within a day.
  for (let from = 0; from < horizonMs; from += day) {
    const to = Math.min(from + day, horizonMs);
    const next = zoneOffset(zone, startMs + to);
    if (next === offsetMs) continue;
    const atMs = changeWithin(zone, startMs, from, to, offsetMs);
    if (atMs < horizonMs) sequence.push({ atMs, offsetMs: next });
    offsetMs = next;
  }
  return sequence;
}

/** Halves the span until the change lies on a second. */
function changeWithin(zone: string, startMs: number, from: number, to: number, before: number): number {
  let low = Math.floor((startMs + from) / second);
  let high = Math.ceil((startMs + to) / second);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffset(zone, middle * second) === before) low = middle;
    else high = middle;
  }
  return high * second - startMs;
}
