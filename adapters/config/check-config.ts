import type { GitlabRunnerConfig } from './gitlab-runner-config.ts';
import type { Report } from './problem.ts';

const noJobs = (concurrent: number): string =>
  `Current configuration 'concurrent = ${String(concurrent)}' means that no jobs will be processed, ` +
  'see https://docs.gitlab.com/runner/configuration/advanced-configuration.html#the-global-section';

/** The checks that need more than one key: what the file asks for cannot work, or will not do what it seems to say. */
export function checkConfig(config: GitlabRunnerConfig, report: Report, defaultZone: string): void {
  if (config.concurrent < 1) {
    report({ severity: 'error', rule: 'range', message: noJobs(config.concurrent), path: ['concurrent'], at: 'value', hint: '' });
  }
  void defaultZone;
}
