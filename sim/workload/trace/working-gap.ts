import type { TraceRows } from './trace-rows.ts';

/** A span of a trace without any job, although jobs come at that time of day on other days. */
export interface WorkingGap {
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** All that is looked at of a trace. */
type Arrivals = Pick<TraceRows, 'count' | 'arrivalMs'>;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Shorter gaps are nothing to speak of. */
const shortestGapMs = hourMs;
/** Hours of the day with at least this share of the busiest hour's jobs are working time. */
const workingShare = 0.25;

/** The longest gap of more than an hour that lies in working time; null where there is none. */
export function longestWorkingGap(rows: Arrivals): WorkingGap | null {
  const working = workingHours(rows);
  let longest: WorkingGap | null = null;
  for (let row = 1; row < rows.count; row++) {
    const fromMs = rows.arrivalMs[row - 1] as number;
    const lengthMs = (rows.arrivalMs[row] as number) - fromMs;
    if (lengthMs <= shortestGapMs || lengthMs <= (longest?.lengthMs ?? 0)) continue;
    if (isWorkingTime(working, fromMs, lengthMs)) longest = { fromMs, lengthMs };
  }
  return longest;
}

function workingHours(rows: Arrivals): boolean[] {
  const jobs = new Array<number>(24).fill(0);
  for (let row = 0; row < rows.count; row++) {
    const hour = hourOf(rows.arrivalMs[row] as number);
    jobs[hour] = (jobs[hour] as number) + 1;
  }
  const busiest = Math.max(...jobs);
  return jobs.map((count) => count >= busiest * workingShare);
}

function isWorkingTime(working: readonly boolean[], fromMs: number, lengthMs: number): boolean {
  for (let at = fromMs; at < fromMs + lengthMs; at += hourMs) if (working[hourOf(at)] !== true) return false;
  return true;
}

function hourOf(at: number): number {
  return Math.floor((at % dayMs) / hourMs);
}
