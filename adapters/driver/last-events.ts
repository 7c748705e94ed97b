import type { Event } from '../../core/event.ts';

/** So many events are kept for whoever must find out what broke. */
const keptCount = 1000;

/** The last events that entered the core. */
export class LastEvents {
  readonly #events: Event[] = [];
  #next = 0;

  add(event: Event): void {
    this.#events[this.#next] = event;
    this.#next = (this.#next + 1) % keptCount;
  }

  /** Oldest first. */
  values(): readonly Event[] {
    return [...this.#events.slice(this.#next), ...this.#events.slice(0, this.#next)];
  }
}
