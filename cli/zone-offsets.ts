import { offsetSequence } from '../adapters/calendar/offset-sequence.ts';
import type { ZoneOffsets } from '../sim/scenario/calendar.ts';

/** A time zone's offsets over a span, as a scenario needs them. */
export function zoneOffsets({
  timezone,
  fromEpochMs,
  toEpochMs,
}: {
  readonly timezone: string;
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}): ZoneOffsets {
  return offsetSequence(timezone, fromEpochMs, toEpochMs - fromEpochMs).map(({ atMs, offsetMs }) => ({ epochMs: fromEpochMs + atMs, offsetMs }));
}
