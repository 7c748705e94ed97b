import type { Cause } from '../../sim/measure/cause.ts';

/** Why a job waits, for a reader who has the result and not the configuration. */
export interface WaitingReason {
  readonly words: string;
  /** What has a hold on it. */
  readonly keys: string;
}

/** Each cause in words, with the keys that change it. @remarks Source: ux.md §5.4. */
export const waitingReasons: Readonly<Record<Cause, WaitingReason>> = {
  fault: { words: 'a fault, the cloud’s interface or its capacity', keys: 'the fleet' },
  prepare: { words: 'connecting, virtual machine, retries', keys: 'connector_config, VM image' },
  policy: { words: 'held back by the policy until an instance idles', keys: 'preemptive_mode, idle_count' },
  'request-pacing': { words: 'the pace of job requests', keys: 'request_concurrency, check_interval' },
  'scale-up': { words: 'an instance was booting or being recycled', keys: 'idle_count, idle_time, image' },
  limit: { words: 'at the limit of instances or of concurrent jobs', keys: 'max_instances, concurrent, limit' },
  'poll-delay': { words: 'the next look at the queue or the fleet', keys: 'check_interval, update_interval_when_expecting' },
};
