import type { RandomStream } from '../random/random-stream.ts';
import type { Candidate, PolicyCandidate } from './candidate.ts';
import { repairCandidate } from './repair-candidate.ts';
import { requestConcurrencies, scaleFactors, useCounts, type SearchSpace } from './search-space.ts';

/**
 * Where a search begins: today's configuration, some that follow from the demand (room for a share of the time, with few, some or many idle slots, by the hour where it
 * has hours), and some at random, in case that reasoning is wrong.
 */
export function startingPoints(space: SearchSpace, random: RandomStream, randomCount: number): Candidate[] {
  const { today, demand } = space;
  const capacity = Math.max(1, today.capacityPerInstance);
  const found: Candidate[] = [today];
  for (const room of [0.95, 0.99, 0.999, 1]) {
    const maxInstances = Math.max(1, Math.ceil(demand.quantile(room) / capacity));
    for (const idleCount of idleLevels(space))
      found.push(repairCandidate({ ...withIdle(today, idleCount), maxInstances, concurrent: maxInstances * capacity }, space));
  }
  found.push(...windowed(space));
  for (let index = 0; index < randomCount; index++) found.push(randomCandidate(space, random));
  return found;
}

function idleLevels({ demand, today }: SearchSpace): number[] {
  return [...new Set([0, Math.max(1, today.capacityPerInstance), demand.quantile(0.5), demand.quantile(0.9)])];
}

function withIdle(from: Candidate, idleCount: number): Candidate {
  return { ...from, policies: from.policies.map((policy) => ({ ...policy, idleCount })) };
}

/** Room for everything, with idle slots in the busy hours. */
function windowed(space: SearchSpace): Candidate[] {
  const { today, demand, windows, windowPolicy } = space;
  const base = today.policies[0];
  if (windowPolicy === null || base === undefined) return [];
  return windows.map((_, window) => {
    const model = today.policies[windowPolicy] ?? base;
    const policies = [{ ...base, idleCount: 0 }, ...today.policies.slice(1, windowPolicy), { ...model, idleCount: demand.quantile(0.75), window }];
    return repairCandidate({ ...today, maxInstances: Math.ceil(demand.peak / Math.max(1, today.capacityPerInstance)), policies }, space);
  });
}

/** Room for everything that ever came at once, all of it idle before it comes: nothing can wait less for the fleet. */
export function amplestCandidate(space: SearchSpace): Candidate {
  const { today, demand, ranges, idleTimesMs } = space;
  const slots = demand.peak + Math.max(1, today.capacityPerInstance);
  const policies = today.policies.map((policy) => ({ ...policy, idleCount: slots, idleTimeMs: idleTimesMs.at(-1) ?? policy.idleTimeMs }));
  const maxInstances = Math.min(ranges.max_instances.max, Math.ceil((2 * slots) / Math.max(1, today.capacityPerInstance)));
  return repairCandidate({ ...today, maxInstances, concurrent: ranges.concurrent.max, requestConcurrency: ranges.request_concurrency.max, policies }, space);
}

/** A configuration drawn evenly, in the logarithm of what spans sizes. */
export function randomCandidate(space: SearchSpace, random: RandomStream): Candidate {
  const { today, ranges, demand, windows, windowPolicy, idleTimesMs } = space;
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random.next() * values.length)]!;
  const count = (most: number): number => Math.floor(most * random.next() * random.next());
  const most = Math.min(ranges.max_instances.max, Math.ceil((1.5 * demand.peak) / Math.max(1, today.capacityPerInstance)));
  const policy = (model: PolicyCandidate, window: number | null): PolicyCandidate => ({
    idleCount: count(demand.peak),
    idleTimeMs: pick(idleTimesMs),
    scaleFactor: random.next() < 0.6 ? 0 : pick(scaleFactors),
    scaleFactorLimit: random.next() < 0.5 ? 0 : 1 + count(demand.peak),
    preemptiveMode: pick([model.preemptiveMode, true, false]),
    window,
  });
  const policies = today.policies.map((model) => policy(model, null));
  if (windowPolicy !== null && windows.length > 0 && random.next() < 0.5) {
    const model = today.policies[windowPolicy] ?? today.policies[0];
    if (model !== undefined) policies[windowPolicy] = policy(model, Math.floor(random.next() * windows.length));
  }
  const { min, max } = ranges.capacity_per_instance;
  const capacityPerInstance = min + Math.floor(random.next() * (max - min + 1));
  const maxInstances = 1 + Math.floor(most * random.next());
  return repairCandidate(
    {
      ...today,
      maxInstances,
      concurrent: maxInstances * capacityPerInstance,
      capacityPerInstance,
      requestConcurrency: pick(requestConcurrencies),
      maxUseCount: pick(useCounts),
      policies,
    },
    space,
  );
}
