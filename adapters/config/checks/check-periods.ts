import { parseCronPeriod } from '../../calendar/cron-period.ts';
import { isTimeZone } from '../../calendar/zone-offset.ts';
import type { KeyPath } from '../key-path.ts';
import { nearestName } from '../../../core/text/nearest-name.ts';
import type { Report } from '../problem.ts';

/** Checks cron expressions and the zone that they are read in. Tells whether both can be resolved. */
export function checkPeriods(calendar: { readonly periods: readonly string[]; readonly timezone: string }, path: KeyPath, report: Report): boolean {
  let resolvable = true;
  calendar.periods.forEach((expression, index) => {
    const period = parseCronPeriod(expression);
    if (!('fault' in period)) return;
    resolvable = false;
    const message = `${JSON.stringify(expression)} is not a period: ${period.fault}`;
    report({ severity: 'error', rule: 'period', message, path: [...path, 'periods', index], at: 'value', hint: period.hint });
  });
  const { timezone } = calendar;
  if (timezone === '' || isTimeZone(timezone)) return resolvable;
  const nearest = nearestName(timezone, Intl.supportedValuesOf('timeZone'));
  const hint = nearest === '' ? "zones have names such as Europe/Berlin; leave it out for the system's zone" : `did you mean "${nearest}"?`;
  report({ severity: 'error', rule: 'timezone', message: `there is no time zone "${timezone}"`, path: [...path, 'timezone'], at: 'value', hint });
  return false;
}
