import type { ScenarioClock } from '../../scenario/scenario.ts';

const dayMs = 86_400_000;
/** 1970-01-01 was a Thursday, Monday being 0. */
const weekdayOfEpoch = 3;
const saturday = 5;

/** The weekday of a day, Monday being 0; days are counted from the run's start, where the wall clock of `clock.timezone` has them. */
export function weekdayOf({ startEpochMs, utcOffsets }: Pick<ScenarioClock, 'startEpochMs' | 'utcOffsets'>, day: number): number {
  const first = Math.floor((startEpochMs + (utcOffsets[0]?.offsetMs ?? 0)) / dayMs);
  return (((first + day + weekdayOfEpoch) % 7) + 7) % 7;
}

/** Whether a weekday is a Saturday or a Sunday. */
export function isWeekend(weekday: number): boolean {
  return weekday >= saturday;
}
