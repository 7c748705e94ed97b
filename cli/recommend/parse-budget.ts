import { durationPattern, parseDuration } from '../../sim/scenario/text/duration.ts';

/** How long a search may look: a number of runs, or a time, with which the outcome depends on the machine. */
export type Budget = { readonly runs: number } | { readonly ms: number };

/** Reads `--budget 800` (runs) or `--budget 2m`; null for what is neither, or nothing. */
export function parseBudget(text: string): Budget | null {
  if (/^\d{1,7}$/.test(text)) return Number(text) > 0 ? { runs: Number(text) } : null;
  if (!durationPattern.test(text)) return null;
  const ms = parseDuration(text);
  return ms > 0 ? { ms } : null;
}
