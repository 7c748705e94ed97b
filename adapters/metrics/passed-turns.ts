import type { Ticks } from '../../core/time.ts';

/**
 * Counts the turns of an interval that pass while something holds. The real runner takes a turn every check_interval even when it then does nothing, and
 * counts that; the core skips such turns by arithmetic, and so does this.
 */
export class PassedTurns {
  #since: Ticks | null = null;

  /** Says what holds from now on. @returns the whole turns that have passed since the last call, while it held. */
  advance(at: Ticks, interval: Ticks, holds: boolean): number {
    const since = this.#since;
    const turns = since === null ? 0 : Math.floor((at - since) / interval);
    this.#since = !holds ? null : since === null ? at : since + turns * interval;
    return turns;
  }
}
