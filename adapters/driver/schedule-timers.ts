import type { CalendarPolicy, PolicyChange } from '../calendar/policy-sequence.ts';
import { policySequence } from '../calendar/policy-sequence.ts';
import type { Clock } from './clock.ts';
import { longestTimeoutMs } from './longest-timeout.ts';

/** So far ahead the calendar is resolved at a time; a week holds every period but those by date. */
const horizonMs = 8 * 86_400_000;

/** Says which policies of one runner have an active period: at once, and whenever that changes. */
export class ScheduleTimers {
  readonly #clock: Clock;
  readonly #zone: string;
  readonly #tell: (active: readonly number[]) => void;
  #timer: NodeJS.Timeout | undefined;
  #said: string | null = null;

  /** @param zone of policies that name none. */
  constructor(clock: Clock, zone: string, tell: (active: readonly number[]) => void) {
    this.#clock = clock;
    this.#zone = zone;
    this.#tell = tell;
  }

  /** Follows these policies, in place of those before. */
  follow(policies: readonly CalendarPolicy[]): void {
    this.stop();
    this.#said = null;
    this.#resolve(policies);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #resolve(policies: readonly CalendarPolicy[]): void {
    const start = this.#clock.now();
    this.#play(policies, policySequence(policies, this.#zone, start, horizonMs), start, 0);
  }

  /** Says what holds from the change of that index on, and waits for the next one. */
  #play(policies: readonly CalendarPolicy[], changes: readonly PolicyChange[], start: number, index: number): void {
    const change = changes[index];
    if (change !== undefined) this.#say(change.active);
    const next = changes[index + 1];
    if (next === undefined) this.#waitUntil(start + horizonMs, () => this.#resolve(policies));
    else this.#waitUntil(start + next.atMs, () => this.#play(policies, changes, start, index + 1));
  }

  #say(active: readonly number[]): void {
    const said = active.join();
    // A new look at the calendar begins with what holds already.
    if (said === this.#said) return;
    this.#said = said;
    this.#tell(active);
  }

  #waitUntil(at: number, then: () => void): void {
    const wait = Math.min(longestTimeoutMs, Math.max(0, at - this.#clock.now()));
    this.#timer = setTimeout(() => {
      if (this.#clock.now() >= at) then();
      else this.#waitUntil(at, then);
    }, wait);
    // The calendar alone does not keep a program alive.
    this.#timer.unref();
  }
}
