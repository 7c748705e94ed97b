import { parseCronPeriod } from '../../calendar/cron-period.ts';
import { zoneHint } from '../../calendar/zone-hint.ts';
import { isTimeZone } from '../../calendar/zone-offset.ts';
import type { KeyPath } from '../key-path.ts';
import type { Report } from '../problem.ts';

/** Checks cron expressions and the zone that they are read in. Tells whether both can be resolved. */
export function checkPeriods(calendar: { readonly periods: readonly string[]; readonly timezone: string }, path: KeyPath, report: Report): boolean {
  let resolvable = true;
  calendar.periods.forEach((expression, index) => {
    const period = parseCronPeriod(expression);
    const at = [...path, 'periods', index];
    if (!('fault' in period)) {
      if (period.never)
        report({
          severity: 'warning',
          rule: 'period',
          message: `${JSON.stringify(expression)} never comes: no month has such a day`,
          path: at,
          at: 'value',
          hint: '',
        });
      return;
    }
    resolvable = false;
    const message = `${JSON.stringify(expression)} is not a period: ${period.fault}`;
    report({ severity: 'error', rule: 'period', message, path: at, at: 'value', hint: period.hint });
  });
  const { timezone } = calendar;
  if (timezone === '' || isTimeZone(timezone)) return resolvable;
  const message = `there is no time zone "${timezone}"`;
  report({ severity: 'error', rule: 'timezone', message, path: [...path, 'timezone'], at: 'value', hint: zoneHint(timezone) });
  return false;
}
