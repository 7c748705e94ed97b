import type { WaitQuantiles } from '../scenario/back-test.ts';

/** The value that a share (0 < share ≤ 1) of the values, the smallest first, does not exceed: by nearest rank, as all percentiles of results. */
export function nearestRank(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}

/** The quantiles of waits (milliseconds, the shortest first) in seconds. */
export function waitQuantiles(sorted: Float64Array): WaitQuantiles {
  const at = (share: number): number => nearestRank(sorted, share) / 1000;
  return { p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) };
}
