import { countText, shareText } from '../text/figure-text.ts';

/** Hours of the week in which more is needed than in the others, as the periods of a policy. */
export interface BusyWindow {
  /** Unix-cron expressions of five fields. */
  readonly periods: readonly string[];
  /** `08:00-18:00 Mon-Fri`. */
  readonly label: string;
  /** Why these hours, in words. */
  readonly reason: string;
}

/** Hours that need at least this share of what the busiest need. */
const thresholds = [0.25, 0.5, 0.75];
/** Hours between busy hours that are no end of them. */
const longestLull = 2;
/** Hours of the week that must be quiet: what is nearly always needed has no hours of its own. */
const fewestQuiet = 12;
const hoursInDay = 24;
const workdays = 5;
const weekdays = 7;

/** A kind of day, with the hours of it that are busy. */
interface DayKind {
  readonly cron: string;
  readonly name: string;
  readonly busy: readonly boolean[];
}

/**
 * Finds windows in the demand by the hour of the week, the widest first. Hours are taken alike for all workdays and alike for both days of the weekend, since a policy
 * that a person is to understand has no other shape.
 *
 * @param byHourOfWeek slots needed, from Monday at midnight.
 * @param leadMinutes how long before its hours a window opens, so that what boots is there when they begin; at most 60.
 */
export function busyWindows(byHourOfWeek: readonly number[], leadMinutes: number): BusyWindow[] {
  const workday = averageDay(byHourOfWeek, 0, workdays);
  const weekend = averageDay(byHourOfWeek, workdays, weekdays);
  const peak = Math.max(...workday, ...weekend);
  const found = new Map<string, BusyWindow>();
  if (peak === 0) return [];
  for (const threshold of thresholds) {
    const isBusy = (slots: number): boolean => slots >= threshold * peak;
    const [busyWorkday, busyWeekend] = [workday, weekend].map((day) => withoutLulls(day.map(isBusy))) as [boolean[], boolean[]];
    const window = windowOf(busyWorkday, busyWeekend, leadMinutes);
    if (window === null) continue;
    const reason = reasonFor(byHourOfWeek, busyWorkday, busyWeekend);
    found.set(window.periods.join(';'), { ...window, reason });
  }
  return [...found.values()];
}

/** Quiet hours between busy ones count as busy where they are few: nobody closes for lunch. */
function withoutLulls(busy: readonly boolean[]): boolean[] {
  const all = spans(busy);
  return busy.map((own, hour) => {
    const next = all.find(({ from }) => from > hour);
    const before = all.findLast(({ to }) => to <= hour);
    return own || (next !== undefined && before !== undefined && next.from - before.to <= longestLull);
  });
}

/** The slots needed in each hour of a day, on average over some days of the week. */
function averageDay(byHourOfWeek: readonly number[], from: number, to: number): number[] {
  return Array.from({ length: hoursInDay }, (_, hour) => {
    let sum = 0;
    for (let day = from; day < to; day++) sum += byHourOfWeek[day * hoursInDay + hour] ?? 0;
    return sum / (to - from);
  });
}

function windowOf(workday: readonly boolean[], weekend: readonly boolean[], leadMinutes: number): Omit<BusyWindow, 'reason'> | null {
  const busyHours = workdays * workday.filter(Boolean).length + (weekdays - workdays) * weekend.filter(Boolean).length;
  if (busyHours === 0 || weekdays * hoursInDay - busyHours < fewestQuiet) return null;
  const isAlike = workday.every((busy, hour) => busy === weekend[hour]);
  const kinds: DayKind[] = isAlike
    ? [{ cron: '*', name: 'every day', busy: workday }]
    : [
        { cron: 'mon-fri', name: 'Mon-Fri', busy: workday },
        { cron: 'sat,sun', name: 'Sat-Sun', busy: weekend },
      ];
  const present = kinds.filter(({ busy }) => busy.some(Boolean));
  return {
    periods: present.flatMap((kind) => periodsOf(kind, leadMinutes)),
    label: present.map((kind) => `${spans(kind.busy).map(spanText).join(' and ')} ${kind.name}`).join(', '),
  };
}

interface HourSpan {
  readonly from: number;
  /** Its end left out. */
  readonly to: number;
}

function spans(busy: readonly boolean[]): HourSpan[] {
  const found: HourSpan[] = [];
  for (let hour = 0; hour < hoursInDay; hour++) {
    if (busy[hour] !== true) continue;
    const last = found.at(-1);
    if (last?.to === hour) found[found.length - 1] = { from: last.from, to: hour + 1 };
    else found.push({ from: hour, to: hour + 1 });
  }
  return found;
}

function periodsOf({ cron, busy }: DayKind, leadMinutes: number): string[] {
  const found = spans(busy);
  const hours = found.map(({ from, to }) => (to - from === 1 ? String(from) : to - from === hoursInDay ? '*' : `${from}-${to - 1}`)).join(',');
  // A lead before midnight would be of the day before, which may be of another kind.
  const early = found.filter(({ from }) => from > 0).map(({ from }) => from - 1);
  const lead = leadMinutes === 0 || early.length === 0 ? [] : [`${leadMinutes >= 60 ? '*' : `${60 - leadMinutes}-59`} ${early.join(',')} * * ${cron}`];
  return [`* ${hours} * * ${cron}`, ...lead];
}

function spanText({ from, to }: HourSpan): string {
  const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;
  return `${clock(from)}-${clock(to)}`;
}

function reasonFor(byHourOfWeek: readonly number[], workday: readonly boolean[], weekend: readonly boolean[]): string {
  const isIn = (index: number): boolean => (index < workdays * hoursInDay ? workday : weekend)[index % hoursInDay] === true;
  const sum = (of: readonly number[]): number => of.reduce((total, slots) => total + slots, 0);
  const inside = byHourOfWeek.filter((_, index) => isIn(index));
  const outside = byHourOfWeek.filter((_, index) => !isIn(index));
  const mean = (of: readonly number[]): string => countText(sum(of) / of.length);
  return `${shareText(sum(inside) / sum(byHourOfWeek))} of the work is in these hours: ${mean(inside)} jobs at a time, ${mean(outside)} outside`;
}
