import type { ScenarioClock } from '../sim/scenario/scenario.ts';
import { durationPattern, parseDuration } from '../sim/scenario/text/duration.ts';
import { UsageError } from './usage-error.ts';

const dayMs = 86_400_000;

/** An instant (milliseconds since `clock.start`) as the clock on the wall of the scenario's time zone shows it. */
export function wallClock({ startEpochMs, utcOffsets }: ScenarioClock, at: number): string {
  return new Date(startEpochMs + at + offsetAt(utcOffsets, at)).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * Reads an instant: `+2h30m` after the start, `10:32` (the first after the start), `2026-03-02T10:32`.
 *
 * @throws UsageError where it is none of these.
 */
export function parseInstant(text: string, { startEpochMs, utcOffsets }: ScenarioClock): number {
  if (text.startsWith('+') && durationPattern.test(text.slice(1))) return parseDuration(text.slice(1));
  const startWall = startEpochMs + offsetAt(utcOffsets, 0);
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (time !== null) {
    const [, hours, minutes, seconds = '0'] = time;
    const ofDay = (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
    return (((ofDay - startWall) % dayMs) + dayMs) % dayMs;
  }
  const wall = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : Number.NaN;
  if (Number.isNaN(wall)) throw new UsageError(`--at ${text}: expected 10:32, +2h30m or 2026-03-02T10:32`);
  // An offset that changes between start and instant moves the instant with it.
  const guess = wall - startWall;
  return wall - startEpochMs - offsetAt(utcOffsets, guess);
}

function offsetAt(offsets: ScenarioClock['utcOffsets'], at: number): number {
  return offsets.findLast(({ atMs }) => atMs <= at)?.offsetMs ?? offsets[0]?.offsetMs ?? 0;
}
