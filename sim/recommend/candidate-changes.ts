import type { Candidate, PolicyCandidate } from './candidate.ts';
import { goDuration } from '../../core/job/go-duration.ts';
import { withoutZeroParts } from '../../core/text/without-zero-parts.ts';
import type { SearchKey } from './search-key.ts';
import type { SearchSpace } from './search-space.ts';

/** One key whose value a candidate changes. */
export interface CandidateChange {
  readonly key: SearchKey;
  /** For `--set`: `runners.autoscaler.policy.0.idle_count`. */
  readonly path: string;
  /** Index of its policy; null for a key of the runner or the manager. */
  readonly policy: number | null;
  /** As `--set` takes it; several periods stand between semicolons. */
  readonly value: string;
  /** The value of today; null where the key, or its whole policy, is not there. */
  readonly before: string | null;
}

/** What of a search space decides how a change is written. */
export type ChangeSpace = Pick<SearchSpace, 'today' | 'windows' | 'writtenPolicies' | 'runnerPath'>;

/** What a candidate changes of today's file, in the order of the keys: first what stands once, then policy by policy. */
export function candidateChanges(candidate: Candidate, space: ChangeSpace): CandidateChange[] {
  const { today, runnerPath } = space;
  const scalar = (key: SearchKey, path: string, value: number, before: number): CandidateChange[] =>
    value === before ? [] : [{ key, path, policy: null, value: String(value), before: String(before) }];
  return [
    ...scalar('concurrent', 'concurrent', candidate.concurrent, today.concurrent),
    ...scalar('limit', `${runnerPath}.limit`, candidate.limit, today.limit),
    ...scalar('request_concurrency', `${runnerPath}.request_concurrency`, candidate.requestConcurrency, today.requestConcurrency),
    ...scalar('capacity_per_instance', `${runnerPath}.autoscaler.capacity_per_instance`, candidate.capacityPerInstance, today.capacityPerInstance),
    ...scalar('max_use_count', `${runnerPath}.autoscaler.max_use_count`, candidate.maxUseCount, today.maxUseCount),
    ...scalar('max_instances', `${runnerPath}.autoscaler.max_instances`, candidate.maxInstances, today.maxInstances),
    ...candidate.policies.flatMap((policy, index) => policyChanges(policy, index, space)),
  ];
}

type PolicyKey = Extract<SearchKey, 'periods' | 'idle_count' | 'idle_time' | 'scale_factor' | 'scale_factor_limit' | 'preemptive_mode'>;

function policyChanges(policy: PolicyCandidate, index: number, { today, windows, writtenPolicies, runnerPath }: ChangeSpace): CandidateChange[] {
  const before = index < writtenPolicies ? today.policies[index] : undefined;
  const known = before === undefined ? null : keysOf(before, windows);
  const isNew = known === null;
  return [...keysOf(policy, windows)]
    .filter(([key, value]) => (isNew ? !isDefault(key, value) : known.get(key) !== value))
    .map(([key, value]) => ({ key, path: `${runnerPath}.autoscaler.policy.${index}.${key}`, policy: index, value, before: known?.get(key) ?? null }));
}

/** The keys of a policy and what they are written as; what is not written is not among them. */
function keysOf(
  { window, idleCount, idleTimeMs, scaleFactor, scaleFactorLimit, preemptiveMode }: PolicyCandidate,
  windows: SearchSpace['windows'],
): Map<PolicyKey, string> {
  const keys = new Map<PolicyKey, string>();
  if (window !== null) keys.set('periods', windows[window]!.periods.join(';'));
  keys.set('idle_count', String(idleCount));
  keys.set('idle_time', withoutZeroParts(goDuration(idleTimeMs, 1000)));
  keys.set('scale_factor', String(scaleFactor));
  keys.set('scale_factor_limit', String(scaleFactorLimit));
  if (preemptiveMode !== null) keys.set('preemptive_mode', String(preemptiveMode));
  return keys;
}

/** What a new policy need not say. */
function isDefault(key: PolicyKey, value: string): boolean {
  return (key === 'scale_factor' || key === 'scale_factor_limit') && value === '0';
}
