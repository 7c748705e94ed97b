import { slotsOf, type Candidate, type PolicyCandidate } from './candidate.ts';
import type { KeyRange, RangedKey, SearchSpace } from './search-space.ts';

/**
 * The nearest configuration that a file may have: within the ranges, pinned keys as today, no more idle slots than slots, and `concurrent` and `limit` wide enough
 * for the instances that are paid for.
 */
export function repairCandidate(wanted: Candidate, space: SearchSpace): Candidate {
  const { today, ranges, free } = space;
  const pick = <Value>(key: Parameters<typeof free.has>[0], value: Value, pinned: Value): Value => (free.has(key) ? value : pinned);
  const capacityPerInstance = pick('capacity_per_instance', clamped(wanted.capacityPerInstance, ranges.capacity_per_instance), today.capacityPerInstance);
  const maxInstances = pick('max_instances', instancesOf(wanted, space), today.maxInstances);
  const room = trimmed(widened({ ...wanted, capacityPerInstance, maxInstances }, space), space);
  const policies = free.has('periods') ? wanted.policies : wanted.policies.slice(0, today.policies.length);
  return {
    ...room,
    requestConcurrency: pick('request_concurrency', clamped(wanted.requestConcurrency, ranges.request_concurrency), today.requestConcurrency),
    maxUseCount: pick('max_use_count', bounded('max_use_count', wanted.maxUseCount, space), today.maxUseCount),
    policies: policies.map((policy, index) => repairPolicy(policy, today.policies[index] ?? today.policies.at(-1), room, space)),
  };
}

/** As today where the user has given no range, or a number in the range. */
function instancesOf({ maxInstances }: Candidate, space: SearchSpace): number {
  const { today, ranges } = space;
  const own = bounded('max_instances', maxInstances, space);
  return own === today.maxInstances ? own : clamped(own, ranges.max_instances);
}

/** Within the range that the user has given for a key, if he has: there no limit is the most that he admits. */
function bounded(key: RangedKey, value: number, { bounded: given, ranges }: SearchSpace): number {
  if (!given.has(key)) return value;
  return value === 0 && key !== 'concurrent' ? ranges[key].max : clamped(value, ranges[key]);
}

/** Fits instances into what `concurrent` and `limit` admit where those are pinned, and widens these where they are not. */
function widened(wanted: Candidate, space: SearchSpace): Candidate {
  const { today, free, ranges, otherSlots } = space;
  let candidate = {
    ...wanted,
    concurrent: free.has('concurrent') ? bounded('concurrent', wanted.concurrent, space) : today.concurrent,
    limit: free.has('limit') ? bounded('limit', wanted.limit, space) : today.limit,
  };
  const isFreeToGrow = (key: 'concurrent' | 'limit', slots: number): boolean => free.has(key) && slots <= ranges[key].max;
  const slots = slotsOf(candidate);
  if (!Number.isFinite(slots)) return candidate;
  // A file that has slots which nobody can use may keep them, but no candidate brings them.
  const usable = slotsOf(today) + otherSlots <= today.concurrent;
  if (usable && candidate.concurrent < slots + otherSlots) {
    if (isFreeToGrow('concurrent', slots + otherSlots)) candidate = { ...candidate, concurrent: slots + otherSlots };
    else candidate = shrunk(candidate, candidate.concurrent - otherSlots, space);
  }
  const isLimited = candidate.limit > 0 && (today.limit === 0 || slotsOf(today) <= today.limit);
  if (isLimited && candidate.limit < slotsOf(candidate)) {
    if (isFreeToGrow('limit', slotsOf(candidate))) return { ...candidate, limit: slotsOf(candidate) };
    return shrunk(candidate, candidate.limit, space);
  }
  return candidate;
}

/** More jobs at once than all slots hold is for nothing, but where the file has it, or the user asks for it. */
function trimmed(candidate: Candidate, { today, free, otherSlots, bounded: given, ranges }: SearchSpace): Candidate {
  const most = Math.max(
    slotsOf(candidate) + otherSlots,
    given.has('concurrent') ? Math.max(ranges.concurrent.min, Math.min(today.concurrent, ranges.concurrent.max)) : today.concurrent,
  );
  return free.has('concurrent') && candidate.concurrent > most ? { ...candidate, concurrent: most } : candidate;
}

/** With no more instances than those slots fill, where that may be changed. */
function shrunk(candidate: Candidate, slots: number, { free, ranges }: SearchSpace): Candidate {
  if (!free.has('max_instances')) return candidate;
  return { ...candidate, maxInstances: clamped(Math.floor(slots / Math.max(1, candidate.capacityPerInstance)), ranges.max_instances) };
}

function repairPolicy(wanted: PolicyCandidate, pinned: PolicyCandidate | undefined, room: Candidate, space: SearchSpace): PolicyCandidate {
  const { free, ranges } = space;
  const before = pinned ?? wanted;
  const most = Math.min(ranges.idle_count.max, slotsOf(room));
  const idleCount = free.has('idle_count') ? clamped(wanted.idleCount, { min: ranges.idle_count.min, max: most }) : before.idleCount;
  const scaleFactor = free.has('scale_factor') ? wanted.scaleFactor : before.scaleFactor;
  const preemptiveMode = free.has('preemptive_mode') ? wanted.preemptiveMode : before.preemptiveMode;
  return {
    idleCount,
    idleTimeMs: free.has('idle_time') ? wanted.idleTimeMs : before.idleTimeMs,
    scaleFactor,
    // Without a factor its limit says nothing.
    scaleFactorLimit: free.has('scale_factor_limit') && scaleFactor > 0 ? wanted.scaleFactorLimit : before.scaleFactorLimit,
    // Taken literally it would request no job at all (V8).
    preemptiveMode: idleCount === 0 && preemptiveMode === true ? (before.idleCount === 0 ? before.preemptiveMode : false) : preemptiveMode,
    window: free.has('periods') ? wanted.window : null,
  };
}

function clamped(value: number, { min, max }: KeyRange): number {
  return Math.max(min, Math.min(max, Math.round(value)));
}
