const operationBuckets = [1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1200, 1800, 3600];
const lifeBuckets = [60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800, 604_800];

/**
 * The buckets of a histogram that several runners share: all that any of them names, so that none loses one; the built-in ones for a runner that names none.
 *
 * @param life whether it is over lives of instances, not over their operations.
 */
export function mergedBuckets(configured: readonly (readonly number[])[], life: boolean): number[] {
  const builtIn = life ? lifeBuckets : operationBuckets;
  const named = configured.flatMap((buckets) => (buckets.length > 0 ? buckets : builtIn));
  return [...new Set(named.length > 0 ? named : builtIn)].sort((a, b) => a - b);
}
