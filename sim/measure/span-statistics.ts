import type { Statistic } from './metric.ts';

/** Statistics of one span in seconds; null where there was nothing to measure. */
export type SpanStatistics = Readonly<Record<Statistic, number | null>>;

const nothing: SpanStatistics = { p50: null, p90: null, p95: null, p99: null, max: null, mean: null };

/**
 * Exact statistics of the first `count` values (milliseconds), which it puts into another order, and of `zeroCount` more that are 0 where none of the others is negative.
 * The p-th percentile is by nearest rank: the smallest value that at least p per cent of the values do not exceed, so it always is a value that occurred.
 */
export function spanStatistics(values: Float64Array, count: number, zeroCount = 0): SpanStatistics {
  const totalCount = count + zeroCount;
  if (totalCount === 0) return nothing;
  let sum = 0;
  let max = count === 0 ? 0 : values[0]!;
  for (let index = 0; index < count; index++) {
    const value = values[index]!;
    sum += value;
    if (value > max) max = value;
  }
  // From the lowest rank up: each selection leaves all that the next one needs to the right of it.
  let left = 0;
  const percentile = (percent: number): number => {
    const rank = Math.ceil((percent * totalCount) / 100) - 1 - zeroCount;
    if (rank < 0) return 0;
    select(values, rank, left, count - 1);
    left = rank;
    return values[rank]! / 1000;
  };
  const p50 = percentile(50);
  const p90 = percentile(90);
  const p95 = percentile(95);
  const p99 = percentile(99);
  return { p50, p90, p95, p99, max: max / 1000, mean: sum / totalCount / 1000 };
}

/** Moves the value of rank `rank` among `values[left..right]` to its place, smaller ones to its left (Hoare's selection, median of three). */
function select(values: Float64Array, rank: number, left: number, right: number): void {
  const range = Int32Array.of(left, right);
  while (range[0]! < range[1]!) narrow(values, rank, range);
}

/** Parts the range by a pivot and leaves that part of it which holds the rank. A function of its own, so that engines compile it once and for all. */
function narrow(values: Float64Array, rank: number, range: Int32Array): void {
  const low = range[0]!;
  const high = range[1]!;
  const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
  let i = low;
  let j = high;
  while (i <= j) {
    while (values[i]! < pivot) i++;
    while (values[j]! > pivot) j--;
    if (i > j) break;
    const swapped = values[i]!;
    values[i++] = values[j]!;
    values[j--] = swapped;
  }
  range[0] = rank <= j ? low : rank >= i ? i : rank;
  range[1] = rank <= j ? j : rank >= i ? high : rank;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
