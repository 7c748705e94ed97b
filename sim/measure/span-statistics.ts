import type { Statistic } from './metric.ts';

/** Statistics of one span in seconds; null where there was nothing to measure. */
export type SpanStatistics = Readonly<Record<Statistic, number | null>>;

const nothing: SpanStatistics = { p50: null, p90: null, p95: null, p99: null, max: null, mean: null };

/**
 * Exact statistics of the first `count` values (milliseconds), which it puts into another order. The p-th percentile is by nearest rank: the
 * smallest value that at least p per cent of the values do not exceed, so it always is a value that occurred.
 */
export function spanStatistics(values: Float64Array, count: number): SpanStatistics {
  if (count === 0) return nothing;
  let sum = 0;
  let max = values[0]!;
  for (let index = 0; index < count; index++) {
    const value = values[index]!;
    sum += value;
    if (value > max) max = value;
  }
  // From the highest rank down: each selection leaves all that the next one needs to the left of it.
  let right = count - 1;
  const percentile = (percent: number): number => {
    const rank = Math.ceil((percent * count) / 100) - 1;
    select(values, rank, right);
    right = rank;
    return values[rank]! / 1000;
  };
  const p99 = percentile(99);
  const p95 = percentile(95);
  const p90 = percentile(90);
  const p50 = percentile(50);
  return { p50, p90, p95, p99, max: max / 1000, mean: sum / count / 1000 };
}

/** Moves the value of rank `rank` among `values[0..right]` to its place, smaller ones to its left (Hoare's selection, median of three). */
function select(values: Float64Array, rank: number, right: number): void {
  let low = 0;
  let high = right;
  while (low < high) {
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
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else return;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
