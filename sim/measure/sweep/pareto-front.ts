/** A point with two figures of which less is better; null where nothing was measured. */
export interface Tradeoff {
  readonly cost: number | null;
  readonly wait: number | null;
}

/**
 * Indices of the points that no other beats in one figure without losing in the other, from the smallest cost up. Points with the same two figures stand
 * together; points that lack one are never among them.
 */
export function paretoFront(points: readonly Tradeoff[]): number[] {
  const known = points.flatMap(({ cost, wait }, index) => (cost === null || wait === null ? [] : [{ index, cost, wait }]));
  known.sort((a, b) => a.cost - b.cost || a.wait - b.wait || a.index - b.index);
  const front: number[] = [];
  let best: { readonly cost: number; readonly wait: number } | null = null;
  for (const { index, cost, wait } of known) {
    const isTwin = best !== null && cost === best.cost && wait === best.wait;
    if (best !== null && wait >= best.wait && !isTwin) continue;
    front.push(index);
    best = { cost, wait };
  }
  return front;
}
