import type { CandidateChange } from './candidate-changes.ts';
import { candidateKey, type Candidate } from './candidate.ts';
import { repairCandidate } from './repair-candidate.ts';
import type { SearchKey } from './search-key.ts';
import type { SearchSpace } from './search-space.ts';

/** A candidate with one of its changes taken back; null where the others demand it. A policy of its own hours stands and falls as a whole. */
export function withoutChange(candidate: Candidate, { key, policy }: CandidateChange, space: SearchSpace): Candidate | null {
  const { today } = space;
  const taken = policy === null ? withoutScalar(candidate, key, today) : withoutPolicyKey(candidate, key, policy, today);
  const repaired = repairCandidate(taken, space);
  return candidateKey(repaired) === candidateKey(candidate) ? null : repaired;
}

function withoutScalar(candidate: Candidate, key: SearchKey, today: Candidate): Candidate {
  switch (key) {
    case 'max_instances':
      return { ...candidate, maxInstances: today.maxInstances };
    case 'concurrent':
      return { ...candidate, concurrent: today.concurrent };
    case 'limit':
      return { ...candidate, limit: today.limit };
    case 'request_concurrency':
      return { ...candidate, requestConcurrency: today.requestConcurrency };
    case 'capacity_per_instance':
      return { ...candidate, capacityPerInstance: today.capacityPerInstance };
    default:
      return { ...candidate, maxUseCount: today.maxUseCount };
  }
}

function withoutPolicyKey(candidate: Candidate, key: SearchKey, index: number, today: Candidate): Candidate {
  const before = today.policies[index];
  if (before === undefined) return { ...candidate, policies: candidate.policies.slice(0, index) };
  const policies = candidate.policies.map((policy, at) => {
    if (at !== index) return policy;
    switch (key) {
      case 'idle_count':
        return { ...policy, idleCount: before.idleCount };
      case 'idle_time':
        return { ...policy, idleTimeMs: before.idleTimeMs };
      case 'scale_factor':
        return { ...policy, scaleFactor: before.scaleFactor };
      case 'scale_factor_limit':
        return { ...policy, scaleFactorLimit: before.scaleFactorLimit };
      case 'preemptive_mode':
        return { ...policy, preemptiveMode: before.preemptiveMode };
      default:
        return { ...policy, window: before.window };
    }
  });
  return { ...candidate, policies };
}
