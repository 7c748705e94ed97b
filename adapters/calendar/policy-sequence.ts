import { assert } from '../../core/assert.ts';
import { parseCronPeriod, type CronPeriod } from './cron-period.ts';
import { offsetSequence } from './offset-sequence.ts';

/** The calendar of a policy: minutes named by unix-cron expressions in a zone; an empty zone means the default one. */
export interface CalendarPolicy {
  readonly periods: readonly string[];
  readonly timezone: string;
}

/** From `atMs` on, counted from the start, these policies have a matching period; ascending indexes, of which the last is in force. */
export interface PolicyChange {
  readonly atMs: number;
  readonly active: readonly number[];
}

/** A span of time from the start, in milliseconds, `to` not included. */
interface Span {
  readonly from: number;
  to: number;
}

/** A stretch in which a zone's clocks run without a jump. */
interface SteadyClock extends Span {
  readonly offsetMs: number;
}

interface Toggle {
  readonly at: number;
  readonly policy: number;
}

const minute = 60_000;
const day = 86_400_000;

/**
 * Resolves the periods of policies into the changes of what is active: first what holds at 0, then each change. Wall clocks decide, so an hour that daylight
 * saving time skips is skipped, and one that it repeats counts twice.
 *
 * @param startMs the instant that `atMs` counts from, in milliseconds since 1970 in UTC.
 * @throws RangeError for a zone that is none. Periods must be valid: `parseCronPeriod` tells.
 * @remarks Source: GitLab Runner's "Periods syntax": a period is active in the minutes that match it.
 */
export function policySequence(policies: readonly CalendarPolicy[], defaultZone: string, startMs: number, horizonMs: number): readonly PolicyChange[] {
  const clocks = new Map<string, readonly SteadyClock[]>();
  const toggles = policies.flatMap((policy, index) => {
    const zone = policy.timezone === '' ? defaultZone : policy.timezone;
    const steady = clocks.get(zone) ?? steadyClocks(zone, startMs, horizonMs);
    clocks.set(zone, steady);
    return togglesOf(activeSpans(policy, steady, startMs), index, horizonMs);
  });
  return changes(toggles.sort((a, b) => a.at - b.at));
}

function steadyClocks(zone: string, startMs: number, horizonMs: number): readonly SteadyClock[] {
  const sequence = offsetSequence(zone, startMs, horizonMs);
  return sequence.map(({ atMs, offsetMs }, index) => ({ from: atMs, to: sequence[index + 1]?.atMs ?? horizonMs, offsetMs }));
}

function activeSpans(policy: CalendarPolicy, clocks: readonly SteadyClock[], startMs: number): readonly Span[] {
  const spans = policy.periods.flatMap((expression) => {
    const period = parseCronPeriod(expression);
    assert(!('fault' in period), 'the periods of a policy are checked before they are resolved');
    return clocks.flatMap((clock) => periodSpans(period, clock, startMs));
  });
  return merged(spans.sort((a, b) => a.from - b.from));
}

/** The spans of a period while clocks run steadily. Local time is counted as if it were UTC, so that its days are plain multiples. */
function periodSpans(period: CronPeriod, clock: SteadyClock, startMs: number): readonly Span[] {
  if (period.always) return [{ from: clock.from, to: clock.to }];
  const spans: Span[] = [];
  const localStart = startMs + clock.offsetMs;
  const lastDay = Math.ceil((clock.to + localStart) / day);
  for (let date = Math.floor((clock.from + localStart) / day); date < lastDay; date++) {
    const local = new Date(date * day);
    if (!period.hasDay(local.getUTCMonth() + 1, local.getUTCDate(), local.getUTCDay())) continue;
    const midnight = date * day - localStart;
    for (const { from, to } of period.minutes) {
      const span = { from: Math.max(midnight + from * minute, clock.from), to: Math.min(midnight + to * minute, clock.to) };
      if (span.from < span.to) spans.push(span);
    }
  }
  return spans;
}

function merged(sorted: readonly Span[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { from, to } of sorted) {
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function togglesOf(spans: readonly Span[], policy: number, horizonMs: number): readonly Toggle[] {
  return spans.flatMap(({ from, to }) => [{ at: from, policy }, ...(to < horizonMs ? [{ at: to, policy }] : [])]);
}

function changes(toggles: readonly Toggle[]): readonly PolicyChange[] {
  const active = new Set<number>();
  const sequence: { readonly atMs: number; active: readonly number[] }[] = [{ atMs: 0, active: [] }];
  for (const { at, policy } of toggles) {
    if (!active.delete(policy)) active.add(policy);
    const now = [...active].sort((a, b) => a - b);
    const last = sequence.at(-1);
    if (last?.atMs === at) last.active = now;
    else sequence.push({ atMs: at, active: now });
  }
  return sequence;
}
