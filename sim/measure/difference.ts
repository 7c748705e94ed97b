import { studentQuantile } from '../random/student-quantile.ts';
import { estimate } from './estimate.ts';
import { roundFigure } from './round-figure.ts';

/**
 * What a difference says: `lower` and `higher` are beyond chance (its 95 % interval leaves zero out), `not-significant` is not; `same` is no difference in any
 * replication, `no-interval` one that a single replication shows, `no-data` nothing to compare.
 */
export type DifferenceVerdict = 'same' | 'lower' | 'higher' | 'not-significant' | 'no-interval' | 'no-data';

/** The second side less the first, with its 95 % confidence interval. */
export interface Difference {
  readonly value: number | null;
  /** null for a single pair. */
  readonly lo: number | null;
  readonly hi: number | null;
  /** Pairs of replications, or of the smaller side where they are not paired. */
  readonly n: number;
  readonly verdict: DifferenceVerdict;
}

/** A mean with its 95 % t-interval over `n` replications, as a result has it. */
export interface Summarised {
  readonly value: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  readonly n: number;
}

const upperTail = 0.975;
/** What arithmetic may take from a whole number of degrees of freedom. */
const rounding = 1e-6;
const noData: Difference = { value: null, lo: null, hi: null, n: 0, verdict: 'no-data' };

/**
 * The difference of two sides that ran on the same seeds, value by value, by the paired t-interval: what both sides have in common, a busy seed or a quiet one,
 * cancels out. Pairs with nothing measured on a side are left out.
 */
export function pairedDifference(first: readonly (number | null)[], second: readonly (number | null)[]): Difference {
  const pairs = first.map((value, index) => {
    const other = second[index] ?? null;
    return value === null || other === null ? null : other - value;
  });
  const { value, lo, hi, n } = estimate(pairs);
  if (value === null) return noData;
  const isSame = pairs.every((pair) => pair === null || pair === 0);
  return rounded(value, lo, hi, n, isSame);
}

/**
 * The difference of two sides of which only means and intervals are known, or whose seeds differ: Welch's interval, its degrees of freedom rounded down.
 */
export function unpairedDifference(first: Summarised, second: Summarised): Difference {
  if (first.value === null || second.value === null) return noData;
  const value = second.value - first.value;
  const n = Math.min(first.n, second.n);
  const [a, b] = [squaredError(first), squaredError(second)];
  if (a === null || b === null) return rounded(value, null, null, n, value === 0);
  const both = a + b;
  if (both === 0) return rounded(value, value, value, n, value === 0);
  const degrees = (both * both) / ((a * a) / (first.n - 1) + (b * b) / (second.n - 1));
  const half = studentQuantile(upperTail, Math.max(1, Math.floor(degrees + rounding))) * Math.sqrt(both);
  return rounded(value, value - half, value + half, n, false);
}

/** The squared standard error behind an interval; null for one replication. */
function squaredError({ lo, hi, n }: Summarised): number | null {
  if (lo === null || hi === null || n < 2) return null;
  const error = (hi - lo) / 2 / studentQuantile(upperTail, n - 1);
  return error * error;
}

function rounded(value: number, lo: number | null, hi: number | null, n: number, isSame: boolean): Difference {
  const round = (figure: number | null): number | null => (figure === null ? null : roundFigure(figure));
  return { value: roundFigure(value), lo: round(lo), hi: round(hi), n, verdict: verdictOf(lo, hi, isSame) };
}

function verdictOf(lo: number | null, hi: number | null, isSame: boolean): DifferenceVerdict {
  if (isSame) return 'same';
  if (lo === null || hi === null) return 'no-interval';
  return lo > 0 ? 'higher' : hi < 0 ? 'lower' : 'not-significant';
}
