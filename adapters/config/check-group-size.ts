import type { Finding } from '../../core/finding.ts';
import type { GitlabRunnerConfig } from './gitlab-runner-config.ts';

/**
 * V15: a runner that may have more instances than its group allows does not start at all.
 *
 * @param groupMaxSize most instances that the group can have.
 * @param groupKey where that limit was set, for the message.
 * @param runner name of the runner that the group belongs to; all where left out.
 * @remarks Source: semantics.md §2.12, Init: "max size option exceeds instance group's max size".
 */
export function checkGroupSize(config: GitlabRunnerConfig, groupMaxSize: number, groupKey: string, runner?: string): readonly Finding[] {
  return config.runners.flatMap(({ name, executor, autoscaler }, index) => {
    if (executor !== 'instance' || autoscaler === null || (runner !== undefined && name !== runner)) return [];
    if (autoscaler.maxInstances <= groupMaxSize) return [];
    const message = `max_instances = ${autoscaler.maxInstances} is more than the fleet allows: ${groupKey} = ${groupMaxSize}`;
    const path = ['runners', index, 'autoscaler', 'max_instances'];
    const hint = `set max_instances = ${groupMaxSize} or less, or raise ${groupKey}`;
    return [config.source.finding({ severity: 'error', rule: 'V15', message, path, at: 'value', hint })];
  });
}
