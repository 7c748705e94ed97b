import { assert } from '../../core/assert.ts';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Manager } from '../../core/manager/manager.ts';
import { never } from '../../core/time.ts';
import type { Clock } from './clock.ts';
import { longestTimeoutMs } from './longest-timeout.ts';

type Undated<T> = T extends unknown ? Omit<T, 'at'> : never;

/** Something that has just happened to the manager: an event without its instant, which the loop gives it. */
export type Happening = Undated<Event>;

/** What a loop works with. */
export interface ManagerLoopOptions {
  readonly manager: Manager;
  readonly clock: Clock;
  /** Starts what an effect asks for; its answer comes back through `send`, later. */
  readonly perform: (effect: Effect) => void;
  /** Takes every step, before its effects are started. */
  readonly observe: (event: Event, effects: readonly Effect[]) => void;
  /** A rule of the core broke, or the loop itself, on this event: the program must end. */
  readonly onBroken: (error: unknown, event: Event | null) => void;
}

/**
 * The production caller of the core: one queue of events, one step at a time, the effects of a step in order, then the next event; one timer. It decides
 * nothing.
 */
export class ManagerLoop {
  readonly #options: ManagerLoopOptions;
  readonly #queue: Happening[] = [];
  #stepping = false;
  #timer: NodeJS.Timeout | undefined;
  #broken = false;
  /** The event under way. */
  #event: Event | null = null;

  constructor(options: ManagerLoopOptions) {
    this.#options = options;
  }

  /** Hands an event to the core: at once, or after the step that is under way. */
  send(happening: Happening): void {
    this.#queue.push(happening);
    if (!this.#stepping) this.#drain();
  }

  /** No timer any more: nothing happens by itself. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #drain(): void {
    assert(!this.#stepping, 'nothing re-enters a step');
    this.#stepping = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined && !this.#broken; next = this.#queue.shift()) this.#step(next);
    } catch (error) {
      this.#broken = true;
      this.stop();
      this.#options.onBroken(error, this.#event);
    } finally {
      this.#stepping = false;
    }
    if (!this.#broken) this.#setTimer();
  }

  #step(happening: Happening): void {
    const { manager, clock, observe, perform } = this.#options;
    const event = { ...happening, at: clock.now() } as Event;
    const effects: Effect[] = [];
    this.#event = event;
    manager.step(event, effects);
    observe(event, effects);
    this.#event = null;
    for (const effect of effects) perform(effect);
  }

  #setTimer(): void {
    const { manager, clock } = this.#options;
    clearTimeout(this.#timer);
    if (manager.wakeAt === never || manager.stopped) return;
    const wait = Math.min(longestTimeoutMs, Math.max(0, manager.wakeAt - clock.now()));
    this.#timer = setTimeout(() => {
      if (clock.now() >= manager.wakeAt) this.send({ kind: 'wake' });
      else this.#setTimer();
    }, wait);
  }
}
