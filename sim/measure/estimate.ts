import { studentQuantile } from '../random/student-quantile.ts';

/** A mean over replications with its 95 % confidence interval by Student's t, null for one replication. */
export interface Estimate {
  readonly value: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  /** Replications that had a value. */
  readonly n: number;
}

const upperTail = 0.975;

/** Estimates from one value a replication, in the order of seeds; null where a replication had nothing to measure. */
export function estimate(values: readonly (number | null)[]): Estimate {
  const known = values.filter((value) => value !== null);
  const n = known.length;
  if (n === 0) return { value: null, lo: null, hi: null, n };
  const mean = known.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { value: mean, lo: null, hi: null, n };
  const squares = known.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = squares === 0 ? 0 : studentQuantile(upperTail, n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { value: mean, lo: mean - half, hi: mean + half, n };
}
