import type { Finding } from '../../core/finding.ts';
import type { GitlabRunnerConfig } from './gitlab-runner-config.ts';
import { formatGoDuration } from './go-duration.ts';

const minute = 60_000;

/**
 * V10: a runner that asks only once an interval cannot take jobs faster than it asks. That is so with strict_check_interval or with one worker; otherwise a
 * request that brought a job is followed by the next at once.
 *
 * @param peakPerMinute most jobs that arrive in a minute.
 * @param runner name of the runner that they are for; all where left out.
 */
export function checkRequestPacing(config: GitlabRunnerConfig, peakPerMinute: number, runner?: string): readonly Finding[] {
  return config.runners.flatMap(({ name, executor, strictCheckInterval, requestConcurrency }, index) => {
    if (executor !== 'instance' || (runner !== undefined && name !== runner)) return [];
    if (!strictCheckInterval && config.concurrent !== 1) return [];
    const perMinute = (requestConcurrency * minute) / config.checkInterval;
    if (peakPerMinute <= perMinute) return [];
    const formula = `request_concurrency × 60 s / check_interval = ${requestConcurrency} × 60 s / ${formatGoDuration(config.checkInterval)}`;
    const message = `jobs arrive at up to ${rounded(peakPerMinute)} a minute, but are requested at most ${rounded(perMinute)} times a minute (${formula})`;
    const path = ['runners', index, strictCheckInterval ? 'strict_check_interval' : 'request_concurrency'];
    const hint = config.concurrent === 1 ? 'raise concurrent' : 'remove strict_check_interval, raise request_concurrency or lower check_interval';
    return [config.source.finding({ severity: 'warning', rule: 'V10', message, path, at: 'value', hint })];
  });
}

function rounded(rate: number): string {
  return String(Math.round(rate * 10) / 10);
}
