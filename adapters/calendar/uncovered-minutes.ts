import { policySequence, type CalendarPolicy } from './policy-sequence.ts';

/** A span in which no policy is active, in milliseconds since 1970 in UTC, `toMs` not included. */
export interface UncoveredSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The spans, from an instant on, in which no policy has a matching period. */
export function uncoveredMinutes(policies: readonly CalendarPolicy[], defaultZone: string, startMs: number, horizonMs: number): readonly UncoveredSpan[] {
  const sequence = policySequence(policies, defaultZone, startMs, horizonMs);
  return sequence.flatMap(({ atMs, active }, index) =>
    active.length > 0 ? [] : [{ fromMs: startMs + atMs, toMs: startMs + (sequence[index + 1]?.atMs ?? horizonMs) }],
  );
}
