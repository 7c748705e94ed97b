import { durationPattern, parseDuration } from './duration.ts';

/** A time of day in `clock.timezone`: `14:00`, `02:30:15`. */
const timeOfDayPattern = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;

/** A date with a time, of RFC 3339, where the offset may be left out: then it is a time in `clock.timezone`. A date alone means its midnight. */
export const dateTimePattern =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** When something happens, as the file says it. */
export type Moment =
  /** At that time of each day. */
  | { readonly kind: 'time-of-day'; readonly ms: number }
  /** So long after the start of the clock. */
  | { readonly kind: 'offset'; readonly ms: number }
  /** At an instant of the world. */
  | { readonly kind: 'instant'; readonly epochMs: number }
  /** When the clocks of `clock.timezone` show this: milliseconds from 1970-01-01T00:00:00 on those clocks. */
  | { readonly kind: 'wall-clock'; readonly wallMs: number };

/** Reads a moment; null when the text is none. */
export function parseMoment(text: string): Moment | null {
  if (timeOfDayPattern.test(text)) return { kind: 'time-of-day', ms: millisecondsOfDay(text) };
  if (text.startsWith('+') && durationPattern.test(text.slice(1))) return { kind: 'offset', ms: parseDuration(text.slice(1)) };
  return dateTimePattern.test(text) ? parseDateTime(text) : null;
}

/** Reads a date and time that matches `dateTimePattern`. */
export function parseDateTime(text: string): Moment {
  const year = Number(text.slice(0, 4));
  const days = daysSince1970(year, Number(text.slice(5, 7)), Number(text.slice(8, 10)));
  const zone = /(Z|[+-]\d{2}:\d{2})$/.exec(text.slice(10))?.[1];
  const time = text.slice(11, zone === undefined ? undefined : -zone.length);
  const wallMs = days * 86_400_000 + (time === '' ? 0 : millisecondsOfDay(time));
  return zone === undefined ? { kind: 'wall-clock', wallMs } : { kind: 'instant', epochMs: wallMs - offsetMilliseconds(zone) };
}

function millisecondsOfDay(text: string): number {
  const [hours = '', minutes = '', seconds = '0'] = text.split(':');
  return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000);
}

function offsetMilliseconds(zone: string): number {
  if (zone === 'Z') return 0;
  const size = Number(zone.slice(1, 3)) * 3_600_000 + Number(zone.slice(4, 6)) * 60_000;
  return zone.startsWith('-') ? -size : size;
}

/** Days of the Gregorian calendar, counted with March as the first month so that a leap day ends a year. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}
