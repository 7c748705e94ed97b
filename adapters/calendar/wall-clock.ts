import { zoneOffset } from './zone-offset.ts';

const shape = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?(Z|[+-]\d\d:\d\d)?$/;
const day = 86_400_000;

/**
 * The instant at which clocks in a zone show a date and time such as `2026-03-02T00:00:00`. A time that daylight saving skips means the one as long after the
 * jump; of a time that comes twice, the first is meant. A date that carries its own offset (`…Z`, `…+01:00`) means that.
 *
 * @returns milliseconds since 1970 in UTC; null for what is not a date and time.
 * @throws RangeError for a zone that is none.
 */
export function wallClock(local: string, zone: string): number | null {
  const [, year, month, date, hour = '0', minute = '0', second = '0', fraction = '0', offset] = shape.exec(local) ?? [];
  if (year === undefined) return null;
  const shown = Date.UTC(Number(year), Number(month) - 1, Number(date), Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, '0')));
  // Out-of-range fields would roll over into the next: February 30 is no date.
  const rolled = new Date(shown);
  const fields = [rolled.getUTCMonth() + 1, rolled.getUTCDate(), rolled.getUTCHours(), rolled.getUTCMinutes(), rolled.getUTCSeconds()];
  if ([month, date, hour, minute, second].some((field, index) => Number(field) !== fields[index])) return null;
  return offset === undefined ? resolve(shown, zone) : shown - writtenOffset(offset);
}

function resolve(shown: number, zone: string): number {
  const before = zoneOffset(zone, shown - day);
  const after = zoneOffset(zone, shown + day);
  const first = shown - before;
  const second = shown - after;
  if (zoneOffset(zone, first) === before) return first;
  return zoneOffset(zone, second) === after ? second : first;
}

function writtenOffset(text: string): number {
  if (text === 'Z') return 0;
  const ms = Number(text.slice(1, 3)) * 3_600_000 + Number(text.slice(4, 6)) * 60_000;
  return text.startsWith('-') ? -ms : ms;
}
