/** A job of the workload: when it arrives, in milliseconds since the first may, and what its script sleeps, in seconds. */
export interface WorkloadJob {
  readonly atMs: number;
  readonly sleepSeconds: number;
}

/** Half a second to five seconds, in a mixed order. */
const sleeps = [0.5, 2, 1, 4, 1.5, 0.5, 3, 1, 2.5, 5];

/**
 * Forty jobs in forty-five seconds: one that an idle slot takes at once, crowds that the fleet has to grow for, jobs one after the other, pauses that are longer
 * than an idle instance may stay, and a last crowd that wants more instances than there may be.
 */
export const workload: readonly WorkloadJob[] = [
  0,
  ...crowd(3_130, 5),
  ...crowd(10_070, 7),
  ...[18_040, 19_210, 20_850, 22_570],
  ...crowd(28_110, 8),
  ...crowd(36_020, 6),
  ...crowd(44_090, 9),
].map((atMs, index) => ({ atMs, sleepSeconds: sleeps[index % sleeps.length]! }));

/** Jobs that come 40 ms apart, as those of one pipeline do. */
function crowd(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + 40 * index);
}
