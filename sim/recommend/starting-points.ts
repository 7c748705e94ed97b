import type { RandomStream } from '../random/random-stream.ts';
import type { Candidate, PolicyCandidate } from './candidate.ts';
import { repairCandidate } from './repair-candidate.ts';
import { requestConcurrencies, scaleFactors, useCounts, type SearchSpace } from './search-space.ts';

/** An instance that idles so long has seen that nothing comes; one that idles longer waits for the next day. */
const shortIdleMs = 5 * 60_000;

/**
 * Where a search begins, the most promising first: ways to keep slots idle (as today; none; a few; as many as are busy half of the time; in the busy hours alone; in step with the
 * load; for a short time or as long as today) whose room is still to be found.
 */
export function startingFamilies(space: SearchSpace): Candidate[] {
  const { today, demand, idleTimesMs } = space;
  const capacity = Math.max(1, today.capacityPerInstance);
  const half = demand.quantile(0.5);
  const short = { idleTimeMs: idleTimesMs.find((ms) => ms >= shortIdleMs) ?? shortIdleMs };
  const idle = (idleCount: number, more: Partial<PolicyCandidate> = {}): Candidate => ({
    ...today,
    policies: today.policies.map((policy) => ({ ...policy, idleCount, ...more })),
  });
  const [firstHours, ...otherHours] = familiesByHour(space, { idleCount: Math.max(capacity, half), ...short });
  return [
    today,
    idle(0, short),
    ...(firstHours === undefined ? [] : [firstHours]),
    idle(capacity, short),
    idle(half, short),
    idle(demand.quantile(0.9), short),
    idle(capacity, { scaleFactor: 0.5, scaleFactorLimit: 2 * half, ...short }),
    ...otherHours,
    idle(0),
  ];
}

/** Nothing that idles outside the busy hours, for each way to draw their bounds. */
function familiesByHour({ today, windows, windowPolicy }: SearchSpace, inside: Partial<PolicyCandidate>): Candidate[] {
  const [base] = today.policies;
  if (windowPolicy === null || base === undefined) return [];
  return windows.map((_, window) => {
    const model = today.policies[windowPolicy] ?? base;
    return { ...today, policies: [{ ...base, ...inside, idleCount: 0 }, ...today.policies.slice(1, windowPolicy), { ...model, ...inside, window }] };
  });
}

/** A configuration with as many idle slots as today's, or as are busy at most for half of the time where that is more, so that fewer jobs wait for a boot. */
export function idlingMore(candidate: Candidate, { today, demand }: SearchSpace): Candidate {
  const half = Math.max(1, demand.quantile(0.5));
  const policies = candidate.policies.map((policy, index) => ({
    ...policy,
    idleCount: Math.max(policy.idleCount, today.policies[index]?.idleCount ?? 0, half),
  }));
  return { ...candidate, policies };
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
