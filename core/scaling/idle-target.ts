import type { PolicyConfig } from '../config.ts';

/** The room for floating-point error in scale_factor × acquired: 0.1 × 30 must ask for 3 slots, not for 4. */
const epsilon = 1e-9;

/**
 * The number of free slots that a policy wants beside `acquired` busy ones: idle_count, or the share of the busy ones that scale_factor asks
 * for, whichever is more.
 *
 * @remarks Source: semantics.md §2.2; the twin in gitlab-runner's Kubernetes autoscaler, max(idle_count, min(limit, ceil(factor × active))).
 */
export function idleTarget(policy: PolicyConfig, acquired: number): number {
  if (policy.scaleFactor === 0) return policy.idleCount;
  const scaled = Math.ceil(policy.scaleFactor * acquired - epsilon);
  const limited = policy.scaleFactorLimit > 0 ? Math.min(scaled, policy.scaleFactorLimit) : scaled;
  return Math.max(policy.idleCount, limited);
}
