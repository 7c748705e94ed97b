import type { ReadyScenario } from './load-scenario.ts';

/** The scenario, to be measured against its baselines too. */
export function withBaselines<Ready extends Pick<ReadyScenario, 'plan' | 'context'>>(ready: Ready): Ready {
  const slotsPerInstance = Math.max(1, ...ready.plan.manager.runners.map(({ autoscaler }) => autoscaler.capacityPerInstance));
  return { ...ready, context: { ...ready.context, baselines: { slotsPerInstance } } };
}
