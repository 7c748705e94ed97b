import { createRequire } from 'node:module';
import type * as Croner from 'croner';

/** Minutes of a day, `to` not included: 480 to 1200 is 08:00 to 20:00. */
export interface MinuteSpan {
  readonly from: number;
  readonly to: number;
}

/** A unix-cron expression as a set of minutes. */
export interface CronPeriod {
  /** Whether some minutes of a day belong to it. Month and day of month count from 1, days of the week from Sunday as 0. */
  readonly hasDay: (month: number, dayOfMonth: number, dayOfWeek: number) => boolean;
  /** Which minutes of such a day. */
  readonly minutes: readonly MinuteSpan[];
  /** Whether every week is like every other. */
  readonly weekly: boolean;
  /** Whether no day of any year belongs to it, as 31 February. */
  readonly never: boolean;
  /** Whether it is `* * * * *`, which needs no look at any day. */
  readonly always: boolean;
}

/** Why an expression is none, and what to write instead where that can be told. */
export interface CronFault {
  readonly fault: string;
  readonly hint: string;
}

const minutesInDay = 1440;
/** In a leap year. */
const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const always: CronPeriod = { hasDay: () => true, minutes: [{ from: 0, to: minutesInDay }], weekly: true, never: false, always: true };
const parsed = new Map<string, CronPeriod | CronFault>();
const require = createRequire(import.meta.url);

/**
 * Reads a unix-cron expression of five fields: minute, hour, day of month, month, day of week (0 or 7 is Sunday, names allowed). Where day of month and day of
 * week are both given, either may match.
 *
 * @remarks Source: GitLab Runner's "Periods syntax"; its example of six fields is a slip of the page.
 */
export function parseCronPeriod(expression: string): CronPeriod | CronFault {
  const text = expression.trim().replace(/\s+/g, ' ');
  // The default of every policy: worth not loading a cron library for.
  if (text === '* * * * *') return always;
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const read = fault(text) ?? readPattern(text);
  parsed.set(text, read);
  return read;
}

function fault(text: string): CronFault | null {
  const count = text === '' ? 0 : text.split(' ').length;
  if (count !== fields.length) {
    const hint = count === 6 ? 'there are no seconds: drop the first field' : 'the fields are minute, hour, day of month, month, day of week';
    return { fault: `expected five fields, got ${count}`, hint };
  }
  const odd = /[^\w*,/ -]|\b[LW]\b|\d[LW]\b/i.exec(text)?.[0];
  return odd === undefined
    ? null
    : { fault: `"${odd}" is not part of unix-cron`, hint: 'a field is made of numbers or names, "*", ranges "a-b", lists "a,b" and steps "/n"' };
}

function readPattern(text: string): CronPeriod | CronFault {
  try {
    const { CronPattern } = require('croner') as typeof Croner;
    return periodOf(new CronPattern(text, 'UTC', { mode: '5-part' }));
  } catch (error) {
    return patternFault(text, error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error));
  }
}

const fields = [
  { name: 'minute', library: 'minute', from: 0, to: 59 },
  { name: 'hour', library: 'hour', from: 0, to: 23 },
  { name: 'day of month', library: 'day', from: 1, to: 31 },
  { name: 'month', library: 'month', from: 1, to: 12 },
  { name: 'day of week', library: 'dayOfWeek', from: 0, to: 7 },
] as const;

/** Says in the field's own terms what the library says in its own. */
function patternFault(text: string, message: string): CronFault {
  const [, from, to] = /larger than to value: '(\d+)-(\d+)'/.exec(message) ?? [];
  if (from !== undefined && to !== undefined) return { fault: `the range ${from}-${to} runs backwards`, hint: wrapHint(text, from, to) };
  const [, entry, odd] = /configuration entry (\d) \((.*)\) contains illegal/.exec(message) ?? [];
  if (odd !== undefined) return { fault: `"${odd}" is no ${fields[Number(entry) - 1]?.name ?? 'field'}`, hint: '' };
  const [, outside] = /^Invalid value for (\w+)/.exec(message) ?? [];
  const [, name] = /has to stand alone \('([a-z]+)'\)/i.exec(message) ?? [];
  if (name !== undefined) return { fault: `"${name}" is no name of a day or month`, hint: 'days are sun to sat, months jan to dec' };
  const field = fields.find(({ library }) => library === outside);
  if (field !== undefined) return { fault: `${field.name} must be ${field.from} to ${field.to}`, hint: '' };
  return { fault: message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, ''), hint: '' };
}

function wrapHint(text: string, from: string, to: string): string {
  const field = fields.find((_, index) => text.split(' ')[index]?.includes(`${from}-${to}`));
  const two = 'a range that passes the end is two ranges';
  return field === undefined ? two : `${two}: write "${from}-${field.to},${field.from}-${to}"`;
}

function periodOf(pattern: Croner.CronPattern): CronPeriod {
  const { day, month, dayOfWeek, starDOM, starDOW } = pattern;
  const hasDayOfMonth = (dayOfMonth: number): boolean => (day[dayOfMonth - 1] ?? 0) !== 0;
  const hasDayOfWeek = (weekday: number): boolean => (dayOfWeek[weekday] ?? 0) !== 0;
  const hasDay = (monthNumber: number, dayOfMonth: number, weekday: number): boolean => {
    if ((month[monthNumber - 1] ?? 0) === 0) return false;
    if (starDOM) return hasDayOfWeek(weekday);
    return starDOW ? hasDayOfMonth(dayOfMonth) : hasDayOfMonth(dayOfMonth) || hasDayOfWeek(weekday);
  };
  return {
    hasDay,
    never: starDOW && daysInMonth.every((days, index) => Array.from({ length: days }).every((_, day) => !hasDay(index + 1, day + 1, 0))),
    minutes: minuteSpans(pattern),
    weekly: day.every((bit) => bit !== 0) && month.every((bit) => bit !== 0),
    always: false,
  };
}

function minuteSpans({ hour, minute }: Croner.CronPattern): readonly MinuteSpan[] {
  const spans: MinuteSpan[] = [];
  let from = -1;
  for (let at = 0; at <= minutesInDay; at++) {
    const inside = at < minutesInDay && hour[Math.floor(at / 60)] === 1 && minute[at % 60] === 1;
    if (inside && from < 0) from = at;
    if (!inside && from >= 0) {
      spans.push({ from, to: at });
      from = -1;
    }
  }
  return spans;
}
