import type { ManagerConfig } from '../../core/config.ts';
import type { Cause } from '../measure/cause.ts';
import { countText } from './figure-text.ts';

/** A cause of waiting in words, and the keys that change it. */
export interface CauseText {
  readonly words: string;
  /** For lists of what played no part. */
  readonly short: string;
  readonly keys: string;
}

/** How a report names a cause, with the figures of the configuration at hand. @remarks Source: ux.md §5.4. */
export function causeText(cause: Cause, manager: ManagerConfig): CauseText {
  const runner = manager.runners[0];
  switch (cause) {
    case 'fault':
      return { short: 'faults', words: 'a fault, the cloud’s interface or its capacity', keys: 'the fleet' };
    case 'prepare':
      return {
        short: 'preparation',
        words: 'connecting, virtual machine, retries',
        keys: runner?.job.vmIsolation === true ? 'VM image, connector_config' : 'connector_config',
      };
    case 'policy':
      return { short: 'policy', words: 'held back by the policy until an instance idles', keys: 'preemptive_mode, idle_count' };
    case 'request-pacing':
      return {
        short: 'request pacing',
        words: `request pacing: ${countText(runner?.requestConcurrency ?? 1)} at a time, every ${countText(manager.checkInterval / manager.second)} s`,
        keys: 'request_concurrency, check_interval',
      };
    case 'scale-up':
      return { short: 'scale-up', words: 'an instance was booting or being recycled', keys: 'idle_count, idle_time, image' };
    case 'limit':
      return { short: 'limits', words: limitWords(manager), keys: 'max_instances, concurrent, limit' };
    case 'poll-delay':
      return { short: 'polling', words: 'the next look at the queue or the fleet', keys: 'check_interval, update_interval_when_expecting' };
  }
}

function limitWords({ concurrent, runners }: ManagerConfig): string {
  const autoscaler = runners[0]?.autoscaler;
  const instances = autoscaler === undefined || autoscaler.maxInstances === 0 ? '' : `${countText(autoscaler.maxInstances)} instances, `;
  return `at the limit: ${instances}${countText(concurrent)} concurrent jobs`;
}
