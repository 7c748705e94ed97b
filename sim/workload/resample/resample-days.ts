import { RandomStream } from '../../random/random-stream.ts';
import type { ScenarioClock } from '../../scenario/scenario.ts';
import type { TraceRows } from '../trace/trace-rows.ts';
import { isWeekend, weekdayOf } from './day-kind.ts';
import { firstArrivals } from './first-arrivals.ts';
import { PickedRows } from './picked-rows.ts';
import { wholeDays, type TracePart, type WholeDays } from './trace-part.ts';

const dayMs = 86_400_000;
/** Histories with this many days have each weekday four times: enough to draw a Monday from Mondays. */
const daysByWeekday = 28;

/** What a resampled history is drawn for. */
export interface Resampling {
  readonly part: TracePart;
  readonly clock: Pick<ScenarioClock, 'startEpochMs' | 'utcOffsets'>;
  /** Length of a replication in milliseconds. */
  readonly horizon: number;
  readonly seed: number;
}

/**
 * Draws a history out of whole days of the recorded one, with replacement: each day of the replication is a recorded day of the same kind, which is its weekday
 * in a history of four weeks or more, and otherwise workday or weekend. A pipeline belongs, with all its jobs, to the day in which it began. The days drawn
 * depend on the seed alone, so that both arms of a comparison, and all streams of a scenario, meet the same ones.
 */
export function resampleDays(rows: TraceRows, { part, clock, horizon, seed }: Resampling): PickedRows {
  const days = wholeDays(part, rows);
  const byDay = rowsByDay(rows, part, days.end);
  const chance = new RandomStream(seed, 'bootstrap');
  const kinds = new Map<number, readonly number[]>();
  const picked = new PickedRows(rows.count);
  for (let day = 0; day * dayMs < horizon; day++) {
    const weekday = weekdayOf(clock, day);
    const candidates = kinds.get(weekday) ?? daysOfKind(weekday, days, clock);
    kinds.set(weekday, candidates);
    const source = candidates[Math.floor(chance.at(day) * candidates.length)];
    if (source === undefined) continue;
    const shift = (day - source) * dayMs - part.from;
    for (const row of byDay[source] ?? []) {
      const arrivalAt = (rows.arrivalMs[row] as number) + shift;
      if (arrivalAt < horizon) picked.add(row, arrivalAt, picked.count, day);
    }
  }
  picked.sort();
  return picked;
}

/** The whole days that may stand for one of that weekday; where there is none of its kind, any. */
function daysOfKind(weekday: number, { first, end }: WholeDays, clock: Resampling['clock']): number[] {
  const all = Array.from({ length: end - first }, (_, index) => first + index);
  const isAlike = all.length >= daysByWeekday ? (other: number) => other === weekday : (other: number) => isWeekend(other) === isWeekend(weekday);
  const alike = all.filter((day) => isAlike(weekdayOf(clock, day)));
  return alike.length > 0 ? alike : all;
}

/** Per day of the part the rows whose pipeline began in it, in order of arrival. */
function rowsByDay(rows: TraceRows, { from, to }: TracePart, days: number): number[][] {
  const began = firstArrivals(rows);
  const byDay: number[][] = Array.from({ length: days }, () => []);
  for (let row = 0; row < rows.count; row++) {
    const first = began[row] as number;
    const arrival = rows.arrivalMs[row] as number;
    if (first >= from && arrival < to) byDay[Math.floor((first - from) / dayMs)]?.push(row);
  }
  return byDay;
}
