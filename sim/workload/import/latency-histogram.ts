import type { Sample } from './exposition.ts';

/** A histogram as Prometheus has it. */
export interface LatencyHistogram {
  /** Upper bounds in seconds, ascending; the last is infinite. */
  readonly bounds: readonly number[];
  /** How many values do not exceed each bound. */
  readonly counts: readonly number[];
  readonly count: number;
  readonly sumS: number;
}

/** The histogram of that name: the sum of its series that `wanted` takes, which must have their bounds in common; null where there is no value in it. */
export function findHistogram(samples: readonly Sample[], name: string, wanted: (labels: ReadonlyMap<string, string>) => boolean): LatencyHistogram | null {
  const atMost = new Map<number, number>();
  let sumS = 0;
  for (const { name: of, labels, value } of samples) {
    if (!of.startsWith(name) || !Number.isFinite(value) || !wanted(labels)) continue;
    if (of === `${name}_sum`) sumS += value;
    if (of !== `${name}_bucket`) continue;
    const le = labels.get('le') ?? '';
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
    if (!Number.isNaN(bound)) atMost.set(bound, (atMost.get(bound) ?? 0) + value);
  }
  const sorted = [...atMost].toSorted(([a], [b]) => a - b);
  const count = atMost.get(Number.POSITIVE_INFINITY) ?? 0;
  return count === 0 ? null : { bounds: sorted.map(([bound]) => bound), counts: sorted.map(([, below]) => below), count, sumS };
}
