/**
 * The candidate that a misspelt name most likely means: the same name in another case style (`minAllocation` for `min_allocation`),
 * or the one that takes the fewest edits, three at most and fewer than half of the name's letters; empty when none is near.
 */
export function nearestKey(name: string, candidates: readonly string[]): string {
  const folded = fold(name);
  let nearest = '';
  let least = Math.min(3, Math.floor((folded.length - 1) / 2)) + 1;
  for (const candidate of candidates) {
    const edits = editDistance(folded, fold(candidate));
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

/** Levenshtein's distance: insertions, deletions and replacements. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
