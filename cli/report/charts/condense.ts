/** One point of a series in place of several. */
export interface CondensedPoint {
  /** Seconds from the start of the run to the start of the point. */
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/**
 * Merges neighbouring points of a series into their mean until there are at most `most`.
 *
 * @param step seconds between the points given.
 */
export function condense(values: readonly number[], step: number, most: number): CondensedPoint[] {
  const merged = Math.max(1, Math.ceil(values.length / most));
  return Array.from({ length: Math.ceil(values.length / merged) }, (_, index) => {
    const part = values.slice(index * merged, (index + 1) * merged);
    const from = index * merged * step;
    return { from, to: from + part.length * step, value: part.reduce((sum, value) => sum + value, 0) / part.length };
  });
}
