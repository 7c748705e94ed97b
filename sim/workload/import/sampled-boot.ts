import { spanStatistics } from '../../measure/span-statistics.ts';
import type { HiddenBoot } from './fit-hidden-boot.ts';

/** The time before the script of jobs whose logs were read. */
export interface SampledBoot {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Jobs whose log tells it. */
  readonly count: number;
  /** The duration of each job without it, in the order of the jobs. */
  readonly durationsMs: Float64Array;
  /** How the others were corrected: by the fit over their runs, or by the median of the sample. */
  readonly others: 'fit' | 'median';
}

/** A run lasts this long at least. */
const shortestMs = 1000;

/**
 * Takes the time that jobs spent before their script out of their durations: from those whose logs were read what each log says; from the others what the fit over
 * the runs of one job takes out, where it found a boot, and else the median of the sample, which in a fleet with idle instances is no boot.
 *
 * @param preparedMs by the number of the job what its log says.
 */
export function takeOutSampled(durationsMs: Float64Array, preparedMs: ReadonlyMap<number, number>, fit: HiddenBoot | null): SampledBoot {
  const sample = Float64Array.from(preparedMs.values());
  const { p50, p95 } = spanStatistics(sample, sample.length);
  const p50Ms = (p50 ?? 0) * 1000;
  const corrected = durationsMs.map((duration, job) => {
    const prepared = preparedMs.get(job);
    if (prepared === undefined && fit !== null) return fit.durationsMs[job] as number;
    return Math.max(Math.min(duration, shortestMs), duration - (prepared ?? p50Ms));
  });
  return { p50Ms, p95Ms: (p95 ?? 0) * 1000, count: preparedMs.size, durationsMs: corrected, others: fit === null ? 'median' : 'fit' };
}
