import type { Candidate } from './candidate.ts';
import type { RangedKey, SearchSpace } from './search-space.ts';

/** Whether a configuration keeps to every range that the user gave. 0 for no limit is beyond any. */
export function isWithinBounds(candidate: Candidate, { bounded, ranges }: Pick<SearchSpace, 'bounded' | 'ranges'>): boolean {
  return [...bounded].every((key) => valuesOf(candidate, key).every((value) => value >= ranges[key].min && value <= ranges[key].max));
}

function valuesOf({ policies, ...scalars }: Candidate, key: RangedKey): number[] {
  const orUnlimited = (value: number): number => (value === 0 ? Number.POSITIVE_INFINITY : value);
  switch (key) {
    case 'max_instances':
      return [orUnlimited(scalars.maxInstances)];
    case 'concurrent':
      return [scalars.concurrent];
    case 'limit':
      return [orUnlimited(scalars.limit)];
    case 'idle_count':
      return policies.map(({ idleCount }) => idleCount);
    case 'request_concurrency':
      return [scalars.requestConcurrency];
    case 'capacity_per_instance':
      return [scalars.capacityPerInstance];
    case 'max_use_count':
      return [orUnlimited(scalars.maxUseCount)];
  }
}
