import type { PolicyConfig } from '../config.ts';
import type { Ticks } from '../time.ts';

/** idle_time where no policy has an active period, in seconds. @remarks Source: the Kubernetes autoscaler's default, semantics.md §2.8. */
const defaultIdleSeconds = 300;

/** The policy in force outside every period: nothing is kept idle, and what is there goes after five minutes. */
export function defaultPolicy(second: Ticks): PolicyConfig {
  return { idleCount: 0, idleTime: defaultIdleSeconds * second, scaleFactor: 0, scaleFactorLimit: 0, preemptiveMode: null, burstFactor: 0 };
}

/** Index of the policy in force among those with an active period: the last in file order; null when none is active. @remarks Source: semantics.md §2.8. */
export function policyInForce(active: readonly number[]): number | null {
  let last: number | null = null;
  for (const index of active) if (last === null || index > last) last = index;
  return last;
}

/**
 * Whether a job may be requested only while a ready slot is free.
 *
 * With idle_count 0 no slot would ever be ready before a job asks for one, so the mode is non-preemptive whatever the key says: scale from zero.
 *
 * @remarks Source: semantics.md §2.4 (unset means idle_count > 0); the deadlock is gitlab-runner#38931.
 */
export function isPreemptive(policy: PolicyConfig): boolean {
  if (policy.idleCount === 0) return false;
  return policy.preemptiveMode ?? true;
}
