import type { UncoveredSpan } from './uncovered-minutes.ts';

const minute = 60_000;
const minutesInDay = 1440;
const minutesInWeek = 7 * minutesInDay;
const mostNamed = 6;
const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

interface WeekSpan {
  /** Minutes from Monday 00:00. */
  readonly from: number;
  readonly length: number;
}

/**
 * Names spans of a week shortly: `Mon–Thu 20:00–08:00, Fri 20:00 – Mon 08:00`; six of them at most.
 *
 * @param mondayMs the instant that the week begins at.
 */
export function describeWeek(spans: readonly UncoveredSpan[], mondayMs: number): string {
  const week = joinedOverTheEnd(spans.map(({ fromMs, toMs }) => ({ from: (fromMs - mondayMs) / minute, length: (toMs - fromMs) / minute })));
  const short = new Map<string, number[]>();
  const texts: string[] = [];
  for (const { from, length } of week) {
    if (length === minutesInWeek) return 'the whole week';
    const day = Math.floor(from / minutesInDay);
    if (length <= minutesInDay) {
      const hours = `${clock(from)}–${endClock(from + length)}`;
      short.set(hours, [...(short.get(hours) ?? []), day]);
    } else texts.push(`${dayNames[day] ?? ''} ${clock(from)} – ${dayNames[Math.floor((from + length) / minutesInDay) % 7] ?? ''} ${clock(from + length)}`);
  }
  const named = [...[...short].map(([hours, days]) => `${dayRanges(days)} ${hours}`), ...texts];
  const rest = named.length > mostNamed ? [`${named.length - mostNamed} more`] : [];
  return [...named.slice(0, mostNamed), ...rest].join(', ');
}

/** A span that runs into the end of the week and one from its beginning are one span. */
function joinedOverTheEnd(spans: readonly WeekSpan[]): readonly WeekSpan[] {
  const first = spans[0];
  const last = spans.at(-1);
  if (first === undefined || last === undefined || first === last) return spans;
  if (first.from !== 0 || last.from + last.length !== minutesInWeek) return spans;
  return [...spans.slice(1, -1), { from: last.from, length: last.length + first.length }];
}

function clock(atMinute: number): string {
  const inDay = atMinute % minutesInDay;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(Math.floor(inDay % 60)).padStart(2, '0')}`;
}

function endClock(atMinute: number): string {
  return atMinute % minutesInDay === 0 ? '24:00' : clock(atMinute);
}

/** `[0, 1, 2, 4]` as `Mon–Wed, Fri`; all seven as `daily`. */
function dayRanges(days: readonly number[]): string {
  if (days.length === 7) return 'daily';
  const ranges: { from: number; to: number }[] = [];
  for (const day of days) {
    const last = ranges.at(-1);
    if (last !== undefined && day === last.to + 1) last.to = day;
    else ranges.push({ from: day, to: day });
  }
  return ranges.map(({ from, to }) => (from === to ? dayNames[from] : `${dayNames[from] ?? ''}–${dayNames[to] ?? ''}`)).join(', ');
}
