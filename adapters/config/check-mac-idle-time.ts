import type { Finding } from '../../core/finding.ts';
import type { GitlabRunnerConfig } from './gitlab-runner-config.ts';
import { formatGoDuration, shortGoDuration } from './go-duration.ts';

/**
 * V7: on hosts that are billed for a minimum time, an instance that leaves earlier saves nothing.
 *
 * @param minAllocationMs shortest time that a host is allocated for.
 * @param runner name of the runner that the fleet belongs to; all where left out.
 */
export function checkMacIdleTime(config: GitlabRunnerConfig, minAllocationMs: number, runner?: string): readonly Finding[] {
  const minimum = formatGoDuration(minAllocationMs);
  return config.runners.flatMap(({ name, executor, autoscaler }, index) => {
    if (executor !== 'instance' || autoscaler === null || (runner !== undefined && name !== runner)) return [];
    return autoscaler.policy.flatMap(({ idleTime }, policy) => {
      if (idleTime >= minAllocationMs) return [];
      const message = `idle_time = ${formatGoDuration(idleTime)} is shorter than the host's minimum allocation: you pay for ${minimum} anyway`;
      const path = ['runners', index, 'autoscaler', 'policy', policy, 'idle_time'];
      return [
        config.source.finding({ severity: 'warning', rule: 'V7', message, path, at: 'value', hint: `set idle_time = "${shortGoDuration(minAllocationMs)}"` }),
      ];
    });
  });
}
