import type { RunRecord } from '../../sim/measure/run-record.ts';

/** Nines of the shares at which a curve has points: 1 is 90 %, 2 is 99 %, 3 is 99.9 % of the jobs. What hurts is in the tail. */
export const waitNines: readonly number[] = Array.from({ length: 181 }, (_, step) => step / 60);

const shares = waitNines.map((nines) => 1 - 10 ** -nines);

/** Seconds that jobs waited at most, for each share of them: of those that arrived in the window and started. Empty where none did. */
export function waitCurve({ jobs: { count, arrivalAt, startedAt }, warmup, horizon }: RunRecord): number[] {
  const waits: number[] = [];
  for (let job = 0; job < count; job++) {
    const [arrival, started] = [arrivalAt[job]!, startedAt[job]!];
    if (arrival >= warmup && arrival < horizon && !Number.isNaN(started)) waits.push((started - arrival) / 1000);
  }
  if (waits.length === 0) return [];
  const sorted = Float64Array.from(waits).sort();
  return shares.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!);
}
