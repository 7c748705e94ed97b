import { dateTimePattern, parseDateTime } from '../../scenario/text/moment.ts';

/** Seconds from 1970 to a date and time, in UTC where it has no offset; NaN for what is none. */
export function secondsOfInstant(text: string): number {
  const moment = dateTimePattern.test(text) ? parseDateTime(text) : null;
  if (moment?.kind === 'instant') return moment.epochMs / 1000;
  return moment?.kind === 'wall-clock' ? moment.wallMs / 1000 : Number.NaN;
}
