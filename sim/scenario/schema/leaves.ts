import { z } from 'zod';
import { durationPattern } from '../text/duration.ts';
import { dateTimePattern, parseMoment } from '../text/moment.ts';
import { parseRatePerHour, ratePattern, shareRatePattern } from '../text/rate.ts';
import { parseShare, sharePattern } from '../text/share.ts';

type Explain = (value: unknown) => string;

/** A string of a certain form; `explain` says what was expected instead of the value that came. A wrong form ends the checks of a value. */
function text(pattern: RegExp, explain: Explain): z.ZodString {
  const error = (issue: { readonly input?: unknown }): string | undefined => (issue.input === undefined ? undefined : explain(issue.input));
  return z.string({ error }).regex(pattern, { error, abort: true });
}

/** A value as the file shows it, cut where it is long. */
export function shown(value: unknown): string {
  const json = value === undefined ? 'nothing' : JSON.stringify(value);
  return json.length > 40 ? `${json.slice(0, 39)}…` : json;
}

/** A span of time as text, never as a bare number: the unit must be in the file. */
export const duration = text(durationPattern, (value) =>
  isBareNumber(value)
    ? `expected a duration with a unit, got ${String(value)} — write "${String(value)}m" for minutes or "${String(value)}s" for seconds`
    : `expected a duration such as "90s", "20m" or "1h30m", got ${shown(value)}`,
).meta({ id: 'duration', description: 'A duration with units, as in config.toml: 90s, 20m0s, 1h30m, 7d.' });

/** A share of at most 100 %, as text with its percent sign. */
export const share = text(sharePattern, (value) =>
  isBareNumber(value)
    ? `expected a share in percent, got ${String(value)} — write "${String(Number(value) <= 1 ? Number(value) * 100 : value)}%"`
    : `expected a share in percent such as "5%", got ${shown(value)}`,
)
  .refine((value) => parseShare(value) <= 1, { error: (issue) => `expected a share of at most 100%, got ${shown(issue.input)}` })
  .meta({ id: 'share', description: 'A share in percent: 2%, 0.5%.' });

/** How often something happens, above 0, as text with its unit of time. */
export const rate = text(ratePattern, (value) =>
  isBareNumber(value)
    ? `expected a rate with a unit of time, got ${String(value)} — write "${String(value)}/h" for an hour or "${String(value)}/m" for a minute`
    : `expected a rate such as "40/h" or "5/s", got ${shown(value)}`,
)
  .refine((value) => parseRatePerHour(value) > 0, { error: (issue) => `expected a rate above 0, got ${shown(issue.input)}`, params: { rule: 'V13' } })
  .meta({ id: 'rate', description: 'Events in a unit of time: 40/h, 5/s. The units are s, m, h and d.' });

/** The share of a population that something happens to within a unit of time. */
export const shareRate = text(shareRatePattern, (value) =>
  isBareNumber(value)
    ? `expected a share with a unit of time, got ${String(value)} — write "${String(value)}%/h"`
    : `expected a share in a unit of time such as "5%/h", got ${shown(value)}`,
).meta({ id: 'shareRate', description: 'A share in a unit of time: 5%/h.' });

const momentText = '^(([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?|\\+[0-9.].*|\\d{4}-\\d{2}-\\d{2}.*)$';

/** When a fault begins: a time of day (its first occurrence), an offset from the start, or a date and time. */
export const moment = text(new RegExp(momentText), (value) =>
  isBareNumber(value)
    ? `expected a time of day, an offset or a date and time, got ${String(value)} — write a time of day in quotes, such as "10:00"`
    : `expected a time of day ("14:00"), an offset from the start ("+2h") or a date and time, got ${shown(value)}`,
)
  .refine((value) => parseMoment(value) !== null, {
    error: (issue) => `expected a time of day ("14:00"), an offset from the start ("+2h") or a date and time, got ${shown(issue.input)}`,
  })
  .meta({ id: 'moment', description: 'A time of day in clock.timezone ("14:00"), an offset from the start (+2h), or a date and time.' });

/** A date and time of RFC 3339, whose offset may be left out. */
export const dateTime = text(dateTimePattern, (value) => `expected a date and time such as 2026-03-02T00:00:00, got ${shown(value)}`).meta({
  id: 'dateTime',
  description: 'A date and time, in clock.timezone where it has no offset of its own: 2026-03-02T00:00:00.',
});

/** An integer of at least `least`. */
export function count(least: number, most?: number): z.ZodNumber {
  const number = z.number().int().min(least);
  return most === undefined ? number : number.max(most);
}

function isBareNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));
}
