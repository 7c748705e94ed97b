/** Groups smaller than this number, or this share of all, are outliers. */
const fewest = 3;
const smallestShare = 0.05;
/** The groups are apart by at least this share of the distance between their medians. */
const leastGap = 0.3;
/** Runs are this many times as dense in the upper group as between the groups: what only thins out has no second group. */
const densityRatio = 2;

/**
 * Where sorted values fall into two groups: the index of the upper one's first value, null where they do not. The groups are those with the least variance
 * within (Otsu's method); they count as two only where next to nothing lies between them, and more in the upper one, so that the long tail of one group is never
 * taken for a second.
 */
export function splitRuns(sorted: Float64Array): number | null {
  const count = sorted.length;
  const split = leastVarianceSplit(sorted);
  const smallest = Math.max(fewest, smallestShare * count);
  if (split < smallest || count - split < smallest) return null;
  const at = (share: number, from: number, to: number): number => sorted[Math.min(to - 1, from + Math.floor(share * (to - from)))]!;
  const warmMedian = at(0.5, 0, split);
  const coldMedian = at(0.5, split, count);
  const gapFrom = at(0.95, 0, split);
  const gapTo = at(0.05, split, count);
  const gap = gapTo - gapFrom;
  if (gap < leastGap * (coldMedian - warmMedian)) return null;
  const inGap = 0.05 * count;
  const inCold = 0.45 * (count - split);
  const coldLength = Math.max(1, coldMedian - gapTo);
  return (inGap / gap) * densityRatio < inCold / coldLength ? split : null;
}

/** The index that parts sorted values so that the squared distances to the means of the parts are least. */
function leastVarianceSplit(sorted: Float64Array): number {
  const total = sorted.reduce((sum, value) => sum + value, 0);
  let below = 0;
  let best = 0;
  let bestSpread = -1;
  for (let index = 1; index < sorted.length; index++) {
    below += sorted[index - 1]!;
    const difference = below / index - (total - below) / (sorted.length - index);
    const spread = difference * difference * index * (sorted.length - index);
    if (spread <= bestSpread) continue;
    bestSpread = spread;
    best = index;
  }
  return best;
}
