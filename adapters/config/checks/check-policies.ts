import { describeWeek } from '../../calendar/describe-week.ts';
import { parseCronPeriod } from '../../calendar/cron-period.ts';
import { uncoveredMinutes } from '../../calendar/uncovered-minutes.ts';
import { wallClock } from '../../calendar/wall-clock.ts';
import { formatGoDuration, shortGoDuration } from '../go-duration.ts';
import type { PolicyTable } from '../gitlab-runner-config.ts';
import type { KeyPath } from '../key-path.ts';
import type { Report } from '../problem.ts';
import { checkPeriods } from './check-periods.ts';
import type { CheckedRunner } from './checked-runner.ts';

const second = 1000;
const hour = 3_600_000;
const week = 168 * hour;
const year = 8760 * hour;
const referenceMonday = '2026-01-05T00:00:00';
const noPolicy = 'then idle_count is 0 and idle_time 5m0s';

/** Checks each policy's periods and timing, and whether the policies together cover the week. */
export function checkPolicies({ autoscaler, path }: CheckedRunner, checkInterval: number, defaultZone: string, report: Report): void {
  const policiesPath = [...path, 'autoscaler', 'policy'];
  const resolvable = autoscaler.policy.map((policy, index) => {
    const policyPath = [...policiesPath, index];
    checkIdleTime(policy, policyPath, checkInterval, report);
    checkPreemption(policy, policyPath, report);
    return checkPeriods(policy, policyPath, report);
  });
  if (resolvable.every(Boolean)) checkCoverage(autoscaler.policy, policiesPath, defaultZone, report);
}

function checkIdleTime({ idleTime }: PolicyTable, path: KeyPath, checkInterval: number, report: Report): void {
  const least = checkInterval + second;
  if (idleTime >= least) return;
  const message = `idle_time = ${formatGoDuration(idleTime)} is shorter than check_interval + 1s = ${formatGoDuration(least)}: an instance may go before a job is asked for`;
  report({
    severity: 'warning',
    rule: 'idle-time',
    message,
    path: [...path, 'idle_time'],
    at: 'value',
    hint: `set idle_time = "${shortGoDuration(least)}" or more`,
  });
}

/** V8. */
function checkPreemption({ preemptiveMode, idleCount }: PolicyTable, path: KeyPath, report: Report): void {
  if (preemptiveMode !== true || idleCount > 0) return;
  const message = 'preemptive_mode = true with idle_count = 0: taken literally no job would ever be requested; jobs are requested as if it were false';
  report({ severity: 'warning', rule: 'V8', message, path: [...path, 'preemptive_mode'], at: 'value', hint: 'set idle_count >= 1, or remove preemptive_mode' });
}

/** V5. A week stands for all weeks unless a period names days of the month or months; then a year is looked at. */
function checkCoverage(policies: readonly PolicyTable[], path: KeyPath, defaultZone: string, report: Report): void {
  const [first] = policies;
  if (first === undefined) {
    report({ severity: 'warning', rule: 'V5', message: `there is no policy: ${noPolicy} always`, path, at: 'key', hint: 'add [[runners.autoscaler.policy]]' });
    return;
  }
  if (policies.some(({ periods }) => periods.includes('* * * * *'))) return;
  const zone = first.timezone === '' ? defaultZone : first.timezone;
  const monday = wallClock(referenceMonday, zone) ?? 0;
  const weekly = policies.every(({ periods }) => periods.every((text) => isWeekly(text)));
  const spans = uncoveredMinutes(policies, defaultZone, monday, weekly ? week : year);
  if (spans.length === 0) return;
  const hours = spans.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0) / hour;
  const when = weekly ? `: ${describeWeek(spans, monday)} (${zone})` : '';
  const message = `the policies leave ${hoursText(hours)} of the ${weekly ? 'week' : 'year'} uncovered${when}; ${noPolicy}`;
  const hint = 'put a policy with periods = ["* * * * *"] before the others: the last that matches counts';
  report({ severity: 'warning', rule: 'V5', message, path: [...path, 0, 'periods'], at: 'key', hint });
}

function isWeekly(expression: string): boolean {
  const period = parseCronPeriod(expression);
  return !('fault' in period) && period.weekly;
}

function hoursText(hours: number): string {
  if (hours < 1) return `${String(Math.round(hours * 60))} min`;
  return `${String(Math.round(hours * 10) / 10)} h`;
}
