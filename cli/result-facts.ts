import type { ManagerConfig } from '../core/config.ts';
import type { ResultFacts } from '../sim/measure/result.ts';
import type { Scenario } from '../sim/scenario/scenario.ts';

/** What a result says of its scenario, so that a report needs nothing but the result. */
export function resultFacts(scenario: Scenario, manager: ManagerConfig, horizonMs: number, set: ResultFacts['set']): ResultFacts {
  const { fleet, clock, parameters } = scenario;
  const price = fleet.price;
  return {
    horizon: horizonMs / 1000,
    warmup: clock.warmupMs / 1000,
    slots: slotLimit(manager),
    max_instances: instanceLimit(manager),
    capacity_per_instance: manager.runners[0]?.autoscaler.capacityPerInstance ?? 1,
    hosts: fleet.host !== null,
    currency: price?.currency ?? null,
    price: price?.perInstanceHour ?? null,
    price_source: price?.source ?? null,
    set,
    bootstrap: scenario.streams.some(({ type }) => type === 'trace') ? scenario.bootstrap : null,
    back_test: backTestFacts(scenario),
    assumptions: parameters.filter(({ origin }) => origin === 'assumption').map(({ path, value, source }) => ({ path, value, source })),
  };
}

function backTestFacts({ backTest }: Scenario): ResultFacts['back_test'] {
  if (backTest === null) return null;
  const { isOfThisModel, ...told } = backTest;
  return { ...told, same_model: isOfThisModel };
}

/** Jobs that can run at once. */
function slotLimit({ concurrent, runners }: ManagerConfig): number {
  const ofRunners = runners.reduce((sum, { limit, autoscaler: { maxInstances, capacityPerInstance } }) => {
    return sum + Math.min(limit === 0 ? Infinity : limit, maxInstances === 0 ? Infinity : maxInstances * capacityPerInstance);
  }, 0);
  return Math.min(concurrent, ofRunners);
}

function instanceLimit({ runners }: ManagerConfig): number | null {
  const limits = runners.map(({ autoscaler }) => autoscaler.maxInstances);
  return limits.includes(0) ? null : limits.reduce((sum, limit) => sum + limit, 0);
}
