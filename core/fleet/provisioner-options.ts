import type { UpstreamOptions } from '../config.ts';
import type { Ticks } from '../time.ts';

/** What a provisioner is told about its fleet and its pace. */
export interface ProvisionerOptions {
  /** Ticks in a second, for the pauses after failed calls. */
  readonly second: Ticks;
  /** 0 for the group's own limit. */
  readonly maxInstances: number;
  /** The group's own limit. */
  readonly groupMaxSize: number;
  /** Between turns while nothing is expected to change. */
  readonly updateInterval: Ticks;
  /** Between turns while something is. */
  readonly updateIntervalWhenExpecting: Ticks;
  /** Between looks at the clock while waiting for the next turn: the real component's is min(1 s, updateIntervalWhenExpecting). */
  readonly waitStep: Ticks;
  readonly deletionRetryInterval: Ticks;
  readonly suspendRetryInterval: Ticks;
  readonly shutdownDeletionInterval: Ticks;
  readonly shutdownDeletionRetries: number;
  /** How long `resume` waits for an instance to be suspended first. */
  readonly resumeWaitForSuspended: Ticks;
  /** How long an accepted request may show no sign of an instance. */
  readonly instanceAcquireTimeout: Ticks;
  /** Whether the fleet can take back an accepted request. */
  readonly canWithdraw: boolean;
  readonly canSuspend: boolean;
  readonly upstream: ProvisionerUpstream;
}

/** Each deviation from the real provisioner, true where its own rule is wanted instead. */
export interface ProvisionerUpstream extends Pick<UpstreamOptions, 'missedSlow' | 'noCallBackOff' | 'pendingForEver'> {
  /** The loop ends its turn, and runs one more, beside the calls of the shutdown. */
  readonly turnsBesideShutdown: boolean;
}
