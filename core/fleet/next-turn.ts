import type { Ticks } from '../time.ts';

/** A wait of the provisioner's loop: it looks at the clock at `since` and then once every `step`. */
export interface TurnWait {
  /** When the last turn began. */
  readonly startedAt: Ticks;
  /** When the last turn ended and the wait began. */
  readonly since: Ticks;
  readonly step: Ticks;
}

/**
 * When the next turn begins: at the first look at the clock, not before `at`, that finds `interval` passed since the last turn began.
 *
 * The real component sleeps in steps and compares at each; arithmetic finds the same instant, and finds it again when the interval changes.
 *
 * @remarks Source: semantics.md §2.12, wait.
 */
export function nextTurnAt(wait: TurnWait, interval: Ticks, at: Ticks): Ticks {
  const earliest = Math.max(wait.startedAt + interval, at);
  const looks = Math.max(0, Math.ceil((earliest - wait.since) / wait.step));
  return wait.since + looks * wait.step;
}
