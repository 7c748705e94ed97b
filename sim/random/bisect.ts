/**
 * The argument between `low` and `high` at which `rises`, a function that never falls, comes to 0 or above; `high` when it never does.
 * It is found to the last bit.
 */
export function bisect(low: number, high: number, rises: (x: number) => number): number {
  let from = low;
  let to = high;
  for (;;) {
    const middle = from + (to - from) / 2;
    if (middle <= from || middle >= to) return to;
    if (rises(middle) >= 0) to = middle;
    else from = middle;
  }
}
