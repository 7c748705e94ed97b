import type { TraceEntry } from './fleet-scenario.ts';

/** Where two traces part: the first entry of the one that the other lacks in the same millisecond. */
export interface TraceDifference {
  readonly t: number;
  readonly expected: TraceEntry | null;
  readonly actual: TraceEntry | null;
}

/** An entry as one line with its keys sorted, as the golden files hold it. */
export function entryLine(entry: TraceEntry): string {
  return JSON.stringify(sorted(entry));
}

/** Compares two traces, the entries of one millisecond as a multiset; null when they are equal. */
export function traceDifference(expected: readonly TraceEntry[], actual: readonly TraceEntry[]): TraceDifference | null {
  const left = canonical(expected);
  const right = canonical(actual);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const a = left[index];
    const b = right[index];
    if (a?.line === b?.line) continue;
    const t = Math.min(a?.entry.t ?? Infinity, b?.entry.t ?? Infinity);
    return { t, expected: a?.entry.t === t ? a.entry : null, actual: b?.entry.t === t ? b.entry : null };
  }
  return null;
}

function canonical(trace: readonly TraceEntry[]): { line: string; entry: TraceEntry }[] {
  const lines = trace.map((entry) => ({ line: entryLine(entry), entry }));
  return lines.sort((a, b) => a.entry.t - b.entry.t || (a.line < b.line ? -1 : a.line > b.line ? 1 : 0));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
