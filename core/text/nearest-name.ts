/**
 * The candidate that a misspelt name most likely means: the same name in another case style (`minAllocation` for `min_allocation`), or the one that takes the
 * fewest edits; empty when none is near. The first of equals wins.
 *
 * @param farthest most edits, fewer than the name has letters. Where left out, three at most and no more than half of them: more would be another name.
 */
export function nearestName(name: string, candidates: readonly string[], farthest?: number): string {
  const folded = fold(name);
  const most = farthest === undefined ? Math.min(3, Math.floor(folded.length / 2)) : Math.min(farthest, folded.length - 1);
  let nearest = '';
  let least = most + 1;
  for (const candidate of candidates) {
    const other = fold(candidate);
    if (Math.abs(other.length - folded.length) >= least) continue;
    const edits = editDistance(folded, other);
    if (edits < least) {
      least = edits;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Letters and digits alone, in small letters: camelCase, kebab-case and snake_case become one. */
function fold(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, '').toLowerCase();
}

/** Levenshtein's distance with neighbours that changed places as one edit: insertions, deletions, replacements and swaps. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwapped ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity;
      current.push(Math.min(replaced, swapped, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
