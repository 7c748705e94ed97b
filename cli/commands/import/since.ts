import { durationPattern, parseDuration } from '../../../sim/scenario/text/duration.ts';
import { secondsOfInstant } from '../../../sim/workload/trace/instant-seconds.ts';
import { UsageError } from '../../usage-error.ts';

/**
 * `--since` in milliseconds since 1970: a span before now, or a date (in UTC where it has no offset); null where it is not given.
 *
 * @throws UsageError for another text.
 */
export function sinceMsOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = durationPattern.test(text) ? Date.now() - parseDuration(text) : secondsOfInstant(text) * 1000;
  if (Number.isNaN(ms)) throw new UsageError(`--since ${text}: expected a span such as 30d, or a date such as 2026-03-01`);
  return ms;
}
