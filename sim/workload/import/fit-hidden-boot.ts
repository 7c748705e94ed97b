import { splitRuns } from './split-runs.ts';

/** A run of a job, as far as the fit looks at it. */
export interface FittedRun {
  /** The same for all runs of the same job. */
  readonly kind: string;
  readonly durationMs: number;
  readonly status: string;
}

/** The boot time that a history's durations hide. */
export interface HiddenBoot {
  /** What was taken out on average. */
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Runs that the quantiles are from. */
  readonly count: number;
  /** Kinds of job whose runs can be parted by it. */
  readonly kindCount: number;
  /** Kinds of job with runs enough to look at. */
  readonly examinedCount: number;
  /** The duration of each run without it, in the order of the runs. */
  readonly durationsMs: Float64Array;
  /** Runs that it was taken out of. */
  readonly correctedCount: number;
}

/** Kinds with fewer completed runs say nothing. */
const fewestRuns = 10;
/** What only one or two kinds show is a property of theirs: a cache that is cold, say. */
const fewestKinds = 3;
/** Kinds whose boot times differ from the typical one by more than this share of it show something else. */
const agreement = 0.35;

interface FittedKind {
  readonly shiftMs: number;
  /** Between the runs without and those with a boot. */
  readonly splitMs: number;
  readonly warmMedianMs: number;
  readonly coldCount: number;
}

/**
 * Finds the boot time of instances in the durations of jobs. Without preemptive mode the instance is acquired within the job, so that a job which has to wait
 * for a new one runs longer by that time, and one that finds an idle one does not: the runs of the same job fall into two groups, the same span apart
 * for short and for long jobs. Where most kinds that show such groups agree on the span, and most kinds shorter than the span show it, three at least, it is taken
 * for the boot time, and taken out of the runs of the upper groups.
 *
 * @returns null where no such span shows; a boot that every single run has cannot be told from the run itself.
 * @remarks Source: ux.md §4.2, after GitLab Runner's `executors/internal/autoscaler`.
 */
export function fitHiddenBoot(runs: readonly FittedRun[]): HiddenBoot | null {
  const byKind = completedByKind(runs);
  const shown = new Map<string, FittedKind>();
  let examinedCount = 0;
  for (const [kind, durations] of byKind) {
    if (durations.length < fewestRuns) continue;
    examinedCount++;
    const fitted = fitKind(Float64Array.from(durations).sort());
    if (fitted !== null) shown.set(kind, fitted);
  }
  const typicalMs = weightedMedian([...shown.values()]);
  const agreeing = new Map([...shown].filter(([, { shiftMs }]) => Math.abs(shiftMs - typicalMs) <= agreement * typicalMs));
  if (agreeing.size * 2 <= shown.size || !showsInShortJobs(byKind, agreeing, typicalMs)) return null;
  const boot = bootOf(Float64Array.from(bootsOf(byKind, agreeing)).sort());
  const splits = splitsBy(boot, byKind, boot.count / runsOf(byKind, agreeing));
  return { ...boot, kindCount: splits.size, examinedCount, ...withoutBoot(runs, splits, boot.meanMs) };
}

type Boot = Pick<HiddenBoot, 'meanMs' | 'p50Ms' | 'p95Ms' | 'count'>;

function bootOf(sorted: Float64Array): Boot {
  const meanMs = sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length;
  return { meanMs, p50Ms: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95), count: sorted.length };
}

/** Where the runs of a kind part into those without a boot and those with one. */
interface BootSplit {
  readonly splitMs: number;
  readonly shortestMs: number;
  /** Median of the runs without one. */
  readonly medianMs: number;
  /** How much of what a run with a boot is off the expected is its own: the rest is the boot's. */
  readonly ownShare: number;
}

/**
 * Parts the runs of every kind, now that the boot is known: half a boot above the median of those without one. A kind whose runs spread by more than half a
 * boot even below that median cannot be parted.
 */
function splitsBy({ meanMs, p50Ms, p95Ms }: Boot, byKind: ReadonlyMap<string, readonly number[]>, coldShare: number): Map<string, BootSplit> {
  const splits = new Map<string, BootSplit>();
  const bootSpread = p95Ms - p50Ms;
  for (const [kind, durations] of byKind) {
    if (durations.length < fewestRuns) continue;
    const sorted = Float64Array.from(durations).sort();
    const medianMs = quantile(sorted, 0.5 * (1 - coldShare));
    // From the median down to the 5th percentile, as the boot's is from its median up to the 95th.
    const ownSpread = medianMs - quantile(sorted, 0.05 * (1 - coldShare));
    if (ownSpread >= meanMs / 2) continue;
    const both = ownSpread * ownSpread + bootSpread * bootSpread;
    splits.set(kind, { splitMs: medianMs + meanMs / 2, shortestMs: sorted[0]!, medianMs, ownShare: both === 0 ? 0 : (ownSpread * ownSpread) / both });
  }
  return splits;
}

function runsOf(byKind: ReadonlyMap<string, readonly number[]>, kinds: ReadonlyMap<string, FittedKind>): number {
  return [...kinds.keys()].reduce((sum, kind) => sum + (byKind.get(kind)?.length ?? 0), 0);
}

/** In jobs that are shorter than a boot, nothing can cover it: most kinds of such jobs must show it, or it is none. */
function showsInShortJobs(byKind: ReadonlyMap<string, readonly number[]>, agreeing: ReadonlyMap<string, FittedKind>, bootMs: number): boolean {
  let shortCount = 0;
  let shownCount = 0;
  for (const [kind, durations] of byKind) {
    if (durations.length < fewestRuns) continue;
    const fitted = agreeing.get(kind);
    if ((fitted?.warmMedianMs ?? quantile(Float64Array.from(durations).sort(), 0.5)) >= bootMs) continue;
    shortCount++;
    if (fitted !== undefined) shownCount++;
  }
  return shownCount >= fewestKinds && shownCount * 2 > shortCount;
}

function completedByKind(runs: readonly FittedRun[]): Map<string, number[]> {
  const byKind = new Map<string, number[]>();
  for (const { kind, durationMs, status } of runs) {
    if (status !== 'completed') continue;
    const known = byKind.get(kind);
    if (known === undefined) byKind.set(kind, [durationMs]);
    else known.push(durationMs);
  }
  return byKind;
}

function fitKind(sorted: Float64Array): FittedKind | null {
  const split = splitRuns(sorted);
  if (split === null) return null;
  const warm = sorted.subarray(0, split);
  const cold = sorted.subarray(split);
  const warmMedianMs = quantile(warm, 0.5);
  return {
    shiftMs: quantile(cold, 0.5) - warmMedianMs,
    splitMs: (warm[warm.length - 1]! + cold[0]!) / 2,
    warmMedianMs,
    coldCount: cold.length,
  };
}

/** The shift that half of all runs of the upper groups do not exceed: kinds count by their runs. 0 where there are none. */
function weightedMedian(kinds: readonly FittedKind[]): number {
  const sorted = kinds.toSorted((a, b) => a.shiftMs - b.shiftMs);
  const total = sorted.reduce((sum, { coldCount }) => sum + coldCount, 0);
  let passed = 0;
  for (const { shiftMs, coldCount } of sorted) {
    passed += coldCount;
    if (passed * 2 >= total) return shiftMs;
  }
  return 0;
}

function bootsOf(byKind: ReadonlyMap<string, readonly number[]>, kinds: ReadonlyMap<string, FittedKind>): number[] {
  return [...kinds].flatMap(([kind, { splitMs, warmMedianMs }]) =>
    (byKind.get(kind) ?? []).filter((duration) => duration > splitMs).map((duration) => duration - warmMedianMs),
  );
}

/**
 * A run with a boot becomes the likeliest of its kind: the median, and of what it is off from a median run with a mean boot, the share that is a run's own. That way
 * neither the mean nor the spread of the runs is that of boots, and a short job does not come out at nothing.
 */
function withoutBoot(
  runs: readonly FittedRun[],
  splits: ReadonlyMap<string, BootSplit>,
  bootMs: number,
): { readonly durationsMs: Float64Array; readonly correctedCount: number } {
  let correctedCount = 0;
  const durationsMs = Float64Array.from(runs, ({ kind, durationMs }) => {
    const split = splits.get(kind);
    if (split === undefined || durationMs <= split.splitMs) return durationMs;
    correctedCount++;
    return Math.max(split.shortestMs, Math.round(split.medianMs + split.ownShare * (durationMs - split.medianMs - bootMs)));
  });
  return { durationsMs, correctedCount };
}

/** By nearest rank, of sorted values. */
function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
