/**
 * Splits `total` whole units in proportion to the parts, by largest remainder (the earlier part on a tie), so that what is shown sums to exactly
 * `total`. All parts zero: all shares zero.
 */
export function apportion(parts: readonly number[], total: number): number[] {
  const sum = parts.reduce((all, part) => all + part, 0);
  if (sum === 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / sum) * total);
  const units = exact.map((share) => Math.floor(share));
  const rest = total - units.reduce((all, unit) => all + unit, 0);
  const byRemainder = exact.map((share, index) => ({ index, remainder: share - units[index]! })).sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (const { index } of byRemainder.slice(0, rest)) units[index]!++;
  return units;
}
