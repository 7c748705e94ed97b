import type { AutoscalerConfig } from '../config.ts';
import type { ProvisionerOptions } from '../fleet/provisioner-options.ts';
import type { Ticks } from '../time.ts';

/** Pause before a Suspend is sent again, and the longest wait for one, in seconds. @remarks Source: fleeting's defaults. */
const suspendRetrySeconds = 60;
const resumeWaitSeconds = 300;

/** The part of an autoscaler's configuration that the provisioner needs. */
export function provisionerOptions(config: AutoscalerConfig, second: Ticks): ProvisionerOptions {
  const { missedSlow, noCallBackOff, pendingForEver } = config.upstream;
  return {
    second,
    maxInstances: config.maxInstances,
    groupMaxSize: config.groupMaxSize,
    updateInterval: config.updateInterval,
    updateIntervalWhenExpecting: config.updateIntervalWhenExpecting,
    waitStep: Math.min(second, config.updateIntervalWhenExpecting),
    deletionRetryInterval: config.deletionRetryInterval,
    suspendRetryInterval: suspendRetrySeconds * second,
    shutdownDeletionInterval: config.shutdownDeletionInterval,
    shutdownDeletionRetries: config.shutdownDeletionRetries,
    resumeWaitForSuspended: resumeWaitSeconds * second,
    instanceAcquireTimeout: config.instanceAcquireTimeout,
    canWithdraw: config.canWithdraw,
    canSuspend: false,
    upstream: { missedSlow, noCallBackOff, pendingForEver, turnsBesideShutdown: false },
  };
}
