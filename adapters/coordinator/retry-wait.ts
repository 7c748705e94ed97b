const shortestMs = 100;
const longestMs = 60_000;
/** No header may silence a runner for longer. */
const longestAskedMs = 900_000;

const retriedStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether an answer of this status is worth another attempt. @remarks Source: peer-runner.md §1.1. */
export function isRetriedStatus(status: number): boolean {
  return retriedStatuses.has(status) || status >= 512;
}

/** What the wait before another attempt depends on. */
export interface RetryCircumstances {
  /** Of the answer, in lower case; empty where none came. */
  readonly headers: Readonly<Record<string, string>>;
  /** 0 for the first wait. */
  readonly waitIndex: number;
  readonly nowMs: number;
  /** In [0, 1). */
  readonly random: number;
}

/**
 * Milliseconds before another attempt: until the time in `RateLimit-ResetTime`, else the seconds of `Retry-After`, at most 15 minutes; else a random
 * span between 100 ms and a limit that doubles with each wait, up to a minute.
 *
 * @remarks Source: peer-runner.md §1.1.
 */
export function retryWaitMs({ headers, waitIndex, nowMs, random }: RetryCircumstances): number {
  const untilReset = Date.parse(headers['ratelimit-resettime'] ?? '') - nowMs;
  if (untilReset > 0) return Math.min(untilReset, longestAskedMs);
  const after = headers['retry-after'] ?? '';
  if (/^\d{1,9}$/.test(after) && Number(after) > 0) return Math.min(Number(after) * 1000, longestAskedMs);
  const limit = Math.min(longestMs, shortestMs * 2 ** waitIndex);
  return shortestMs + random * (limit - shortestMs);
}
