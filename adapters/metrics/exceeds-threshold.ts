import { parseCronPeriod } from '../calendar/cron-period.ts';
import { policySequence } from '../calendar/policy-sequence.ts';
import type { QueuingThreshold } from './metered-runner.ts';

const minuteMs = 60_000;

/**
 * Whether a job queued longer than the configuration finds acceptable: the last threshold counts whose periods match the minute in which it was received. Without
 * one that matches nothing is exceeded.
 *
 * @param receivedAtMs milliseconds since 1970 in UTC.
 * @param projectJobsRunning the project's running jobs, as GitLab words their number.
 */
export function exceedsThreshold(
  thresholds: readonly QueuingThreshold[],
  { receivedAtMs, queuedMs, projectJobsRunning, defaultZone }: { receivedAtMs: number; queuedMs: number; projectJobsRunning: string; defaultZone: string },
): boolean {
  const usable = thresholds.filter(({ periods }) => periods.every((period) => !('fault' in parseCronPeriod(period))));
  if (usable.length === 0) return false;
  const minute = Math.floor(receivedAtMs / minuteMs) * minuteMs;
  const active = policySequence(usable, defaultZone, minute, minuteMs)[0]?.active.at(-1);
  const threshold = active === undefined ? undefined : usable[active];
  if (threshold === undefined || queuedMs <= threshold.thresholdMs) return false;
  return threshold.jobsRunningForProject === '' || new RegExp(threshold.jobsRunningForProject).test(projectJobsRunning);
}
