import type { GitlabRunnerConfig } from '../gitlab-runner-config.ts';
import type { Report } from '../problem.ts';
import type { CheckedRunner } from './checked-runner.ts';

const globalSection = 'https://docs.gitlab.com/runner/configuration/advanced-configuration.html#the-global-section';

/** Checks what the runners of one manager share: its workers. */
export function checkManager(config: GitlabRunnerConfig, runners: readonly CheckedRunner[], report: Report): void {
  const { concurrent } = config;
  const path = ['concurrent'];
  if (concurrent < 1) {
    const message = `Current configuration 'concurrent = ${concurrent}' means that no jobs will be processed, see ${globalSection}`;
    report({ severity: 'error', rule: 'range', message, path, at: 'value', hint: 'set concurrent to the number of jobs that may run at the same time' });
    return;
  }
  checkUnusedSlots(concurrent, runners, report);
  const requests = runners.reduce((sum, { table }) => sum + table.requestConcurrency, 0);
  if (runners.length > 1 && requests >= concurrent) {
    const message = `request_concurrency of all runners together (${requests}) reaches concurrent = ${concurrent}: requests that wait for a job can take every worker`;
    report({
      severity: 'warning',
      rule: 'requests',
      message,
      path,
      at: 'value',
      hint: `set concurrent above ${requests}, or lower request_concurrency`,
    });
  }
}

/** V2 for `concurrent`: only where every fleet has a limit. */
function checkUnusedSlots(concurrent: number, runners: readonly CheckedRunner[], report: Report): void {
  if (runners.length === 0 || runners.some(({ autoscaler }) => autoscaler.maxInstances === 0)) return;
  const slots = runners.reduce((sum, { autoscaler }) => sum + autoscaler.maxInstances * Math.max(1, autoscaler.capacityPerInstance), 0);
  if (concurrent >= slots) return;
  const whose = runners.length === 1 ? 'max_instances × capacity_per_instance' : 'max_instances × capacity_per_instance of all runners';
  const unused = slots - concurrent;
  const message = `concurrent = ${concurrent} is less than ${whose} = ${slots}: ${unused} ${unused === 1 ? 'slot' : 'slots'} can never be used`;
  report({ severity: 'warning', rule: 'V2', message, path: ['concurrent'], at: 'value', hint: `set concurrent = ${slots}` });
}
