import type { Cause } from '../measure/cause.ts';
import { candidateKey, slotsOf, type Candidate, type PolicyCandidate } from './candidate.ts';
import { repairCandidate } from './repair-candidate.ts';
import type { SearchKey } from './search-key.ts';
import { requestConcurrencies, scaleFactors, useCounts, type SearchSpace } from './search-space.ts';

/** A step from one configuration to another. */
export interface Move {
  readonly candidate: Candidate;
  readonly key: SearchKey;
  /** Whether it adds room, slots or freedom, or takes of them. */
  readonly direction: 'more' | 'less' | 'other';
}

/** What stands in the way at a configuration, which decides the order in which its moves are tried. */
export interface Pressure {
  /** Whether an objective is missed. */
  readonly violated: boolean;
  /** Share of all waiting by cause. */
  readonly shares: Readonly<Record<Cause, number>>;
}

/** Which cause of waiting a key has a hold on. */
const causeOf: Readonly<Record<SearchKey, Cause>> = {
  max_instances: 'limit',
  concurrent: 'limit',
  limit: 'limit',
  max_use_count: 'limit',
  capacity_per_instance: 'limit',
  idle_count: 'scale-up',
  idle_time: 'scale-up',
  scale_factor: 'scale-up',
  scale_factor_limit: 'scale-up',
  periods: 'scale-up',
  preemptive_mode: 'policy',
  request_concurrency: 'request-pacing',
};

/** How likely a key is to save money where it takes away, from experience with fleets that idle. */
const savingWeight: Readonly<Partial<Record<SearchKey, number>>> = { idle_count: 1, periods: 0.9, scale_factor: 0.8, idle_time: 0.7, max_instances: 0.6 };

/**
 * All steps from a configuration to others that differ in one key, or in two that make up for each other; each once, the most promising first: against what jobs wait for
 * while an objective is missed, towards less that idles when all are met.
 */
export function moves(from: Candidate, space: SearchSpace, pressure: Pressure): Move[] {
  const own = candidateKey(from);
  const known = new Set<string>([own]);
  const found: (Move & { readonly weight: number })[] = [];
  for (const move of [...roomMoves(from, space), ...policyMoves(from, space), ...windowMoves(from, space), ...otherMoves(from), ...returns(from, space)]) {
    if (!space.free.has(move.key)) continue;
    const candidate = repairCandidate(move.candidate, space);
    const key = candidateKey(candidate);
    if (known.has(key)) continue;
    known.add(key);
    found.push({ ...move, candidate, weight: weightOf(move, pressure) });
  }
  return found
    .map((move, order) => ({ move, order }))
    .sort((a, b) => b.move.weight - a.move.weight || a.order - b.order)
    .map(({ move }) => move);
}

function weightOf({ key, direction }: Move, { violated, shares }: Pressure): number {
  const byCause = shares[causeOf[key]];
  if (violated) return direction === 'less' ? 0.02 : byCause + 0.05;
  return direction === 'more' ? 0.02 + 0.1 * byCause : (savingWeight[key] ?? 0.3);
}

function directionOf(value: number, before: number): Move['direction'] {
  return value > before ? 'more' : 'less';
}

function scaled(value: number, factors: readonly number[]): number[] {
  return factors.map((factor) => Math.round(value * factor));
}

function roomMoves(from: Candidate, { demand, ranges }: SearchSpace): Move[] {
  const capacity = Math.max(1, from.capacityPerInstance);
  const now = from.maxInstances === 0 ? ranges.max_instances.max : from.maxInstances;
  const byDemand = [0.9, 0.99, 1].map((u) => Math.ceil(demand.quantile(u) / capacity));
  const instances = [...scaled(now, [0.75, 0.9, 1.15, 1.5, 2, 0.5]), now - 1, now + 1, ...byDemand];
  const found: Move[] = instances.map((maxInstances) => ({
    key: 'max_instances',
    direction: directionOf(maxInstances, now),
    candidate: { ...from, maxInstances },
  }));
  const slots = slotsOf(from);
  const jobs = Number.isFinite(slots) ? slots : from.concurrent;
  for (const concurrent of [jobs, ...scaled(from.concurrent, [0.75, 1.25, 1.5, 2])]) {
    found.push({ key: 'concurrent', direction: directionOf(concurrent, from.concurrent), candidate: { ...from, concurrent } });
  }
  if (from.limit > 0)
    for (const limit of scaled(from.limit, [0.75, 1.25, 1.5, 2]))
      found.push({ key: 'limit', direction: directionOf(limit, from.limit), candidate: { ...from, limit } });
  return found;
}

function withPolicy(from: Candidate, index: number, change: Partial<PolicyCandidate>): Candidate {
  return { ...from, policies: from.policies.map((policy, at) => (at === index ? { ...policy, ...change } : policy)) };
}

function policyMoves(from: Candidate, space: SearchSpace): Move[] {
  return from.policies.flatMap((policy, index) => [
    ...idleMoves(from, policy, index, space),
    ...idleTimeMoves(from, policy, index, space),
    ...scaleMoves(from, policy, index),
    ...preemptiveMoves(from, policy, index),
  ]);
}

function idleMoves(from: Candidate, policy: PolicyCandidate, index: number, { demand, idleTimesMs }: SearchSpace): Move[] {
  const now = policy.idleCount;
  const capacity = Math.max(1, from.capacityPerInstance);
  const counts = [...scaled(now, [0.5, 0.75, 1.5, 2, 1.2]), now - 1, now + 1, now + capacity, 0, demand.quantile(0.5), demand.quantile(0.9)];
  const found: Move[] = counts.map((idleCount) => ({
    key: 'idle_count',
    direction: directionOf(idleCount, now),
    candidate: withPolicy(from, index, { idleCount }),
  }));
  if (now === 0) return found;
  // Fewer that idle, made up for by idling longer, by more room, or by slots that come with the load.
  const longer = neighbour(idleTimesMs, policy.idleTimeMs, 2);
  const half = Math.floor(now / 2);
  const trades = [
    withPolicy(from, index, { idleCount: half, idleTimeMs: longer }),
    { ...withPolicy(from, index, { idleCount: half }), maxInstances: from.maxInstances === 0 ? 0 : Math.ceil(from.maxInstances * 1.25) },
    withPolicy(from, index, { idleCount: Math.max(1, Math.floor(now / 4)), scaleFactor: Math.max(policy.scaleFactor, 0.5), scaleFactorLimit: now }),
  ];
  return [...found, ...trades.map((candidate): Move => ({ key: 'idle_count', direction: 'other', candidate }))];
}

function idleTimeMoves(from: Candidate, policy: PolicyCandidate, index: number, { idleTimesMs }: SearchSpace): Move[] {
  const now = policy.idleTimeMs;
  return [-1, 1, -3, 3].map((steps) => {
    const idleTimeMs = neighbour(idleTimesMs, now, steps);
    return { key: 'idle_time', direction: directionOf(idleTimeMs, now), candidate: withPolicy(from, index, { idleTimeMs }) };
  });
}

function scaleMoves(from: Candidate, policy: PolicyCandidate, index: number): Move[] {
  const now = policy.scaleFactor;
  const factors = [-1, 1, 2].map((steps) => neighbour(scaleFactors, now, steps));
  const found: Move[] = [...factors, 0].map((scaleFactor) => ({
    key: 'scale_factor',
    direction: directionOf(scaleFactor, now),
    candidate: withPolicy(from, index, { scaleFactor }),
  }));
  if (now === 0) return found;
  const limit = policy.scaleFactorLimit;
  const limits = limit === 0 ? [Math.max(1, policy.idleCount), 2 * Math.max(2, policy.idleCount)] : [...scaled(limit, [0.5, 2]), 0];
  return [
    ...found,
    ...limits.map((scaleFactorLimit): Move => ({
      key: 'scale_factor_limit',
      direction: scaleFactorLimit === 0 || (limit > 0 && scaleFactorLimit > limit) ? 'more' : 'less',
      candidate: withPolicy(from, index, { scaleFactorLimit }),
    })),
  ];
}

function preemptiveMoves(from: Candidate, { preemptiveMode, idleCount }: PolicyCandidate, index: number): Move[] {
  const isOn = preemptiveMode ?? idleCount > 0;
  return [{ key: 'preemptive_mode', direction: isOn ? 'more' : 'other', candidate: withPolicy(from, index, { preemptiveMode: !isOn }) }];
}

/** Hours of their own for the busy policy: where it has none, more in them or less outside; where it has some, others, or none. */
function windowMoves(from: Candidate, { windows, windowPolicy, today }: SearchSpace): Move[] {
  if (windowPolicy === null) return [];
  const move = (candidate: Candidate, direction: Move['direction']): Move => ({ key: 'periods', direction, candidate });
  const busy = from.policies[windowPolicy];
  if (busy !== undefined && busy.window !== null) {
    const others = windows.flatMap((_, window) => (window === busy.window ? [] : [move(withPolicy(from, windowPolicy, { window }), 'other')]));
    const without = { ...from, policies: from.policies.slice(0, today.policies.length).map((policy) => ({ ...policy, window: null })) };
    return [...others, move(without, 'other')];
  }
  const base = from.policies[0];
  if (base === undefined) return [];
  const model = busy ?? base;
  return windows.flatMap((_, window) => {
    const opened = (outside: number, inside: number): Candidate => ({
      ...from,
      policies: [{ ...base, idleCount: outside }, ...from.policies.slice(1, windowPolicy), { ...model, idleCount: inside, window }],
    });
    const idle = base.idleCount;
    return [
      move(opened(0, Math.max(1, idle)), 'less'),
      move(opened(Math.floor(idle / 4), idle), 'less'),
      move(opened(idle, Math.max(idle + Math.max(1, from.capacityPerInstance), Math.ceil(idle * 1.5))), 'more'),
    ];
  });
}

function otherMoves(from: Candidate): Move[] {
  const requests = [1, 2, -1].map((steps) => neighbour(requestConcurrencies, from.requestConcurrency, steps));
  const uses = [1, -1, useCounts.length, 3].map((steps) => neighbour(useCounts, from.maxUseCount, steps));
  const capacity = from.capacityPerInstance;
  return [
    ...requests.map((requestConcurrency): Move => ({
      key: 'request_concurrency',
      direction: directionOf(requestConcurrency, from.requestConcurrency),
      candidate: { ...from, requestConcurrency },
    })),
    ...uses.map((maxUseCount): Move => ({
      key: 'max_use_count',
      direction: useCounts.indexOf(maxUseCount) > useCounts.indexOf(from.maxUseCount) ? 'more' : 'less',
      candidate: { ...from, maxUseCount },
    })),
    ...[capacity + 1, capacity - 1, capacity * 2, Math.floor(capacity / 2)].map((capacityPerInstance): Move => ({
      key: 'capacity_per_instance',
      direction: directionOf(capacityPerInstance, capacity),
      candidate: { ...from, capacityPerInstance },
    })),
  ];
}

/** Each changed key back to what it is today: a change that brings nothing is one too many. */
function returns(from: Candidate, { today }: SearchSpace): Move[] {
  const move = (key: SearchKey, candidate: Candidate): Move => ({ key, direction: 'other', candidate });
  return [
    move('max_instances', { ...from, maxInstances: today.maxInstances, concurrent: today.concurrent, limit: today.limit }),
    move('concurrent', { ...from, concurrent: today.concurrent }),
    move('request_concurrency', { ...from, requestConcurrency: today.requestConcurrency }),
    move('capacity_per_instance', { ...from, capacityPerInstance: today.capacityPerInstance }),
    move('max_use_count', { ...from, maxUseCount: today.maxUseCount }),
    ...today.policies.flatMap((policy, index) => [
      move('idle_count', withPolicy(from, index, { idleCount: policy.idleCount })),
      move('idle_time', withPolicy(from, index, { idleTimeMs: policy.idleTimeMs })),
      move('scale_factor', withPolicy(from, index, { scaleFactor: policy.scaleFactor, scaleFactorLimit: policy.scaleFactorLimit })),
      move('preemptive_mode', withPolicy(from, index, { preemptiveMode: policy.preemptiveMode })),
    ]),
  ];
}

/** The value so many places further in a list of ascending values (or the list's own order for use counts); the end of the list where there are fewer. */
function neighbour(values: readonly number[], value: number, steps: number): number {
  const exact = values.indexOf(value);
  if (exact >= 0) return values[Math.max(0, Math.min(values.length - 1, exact + steps))]!;
  const above = values.findIndex((other) => other > value);
  const place = above < 0 ? values.length : above;
  return values[Math.max(0, Math.min(values.length - 1, steps > 0 ? place + steps - 1 : place + steps))]!;
}
