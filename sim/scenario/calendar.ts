import type { Moment } from './text/moment.ts';

/** From when on a time zone has which offset from UTC, ascending; the first offset holds before, too. Made outside, from a time zone's name. */
export type ZoneOffsets = readonly { readonly epochMs: number; readonly offsetMs: number }[];

/** The zone whose clocks show UTC at all times. */
export const utc: ZoneOffsets = [{ epochMs: 0, offsetMs: 0 }];

const day = 86_400_000;

/** Translates between what clocks on the wall show and milliseconds since the start of a run. */
export class Calendar {
  readonly startEpochMs: number;
  readonly #zone: ZoneOffsets;

  constructor(start: Moment, zone: ZoneOffsets) {
    this.#zone = zone;
    this.startEpochMs = start.kind === 'wall-clock' ? this.#epochOfWall(start.wallMs) : start.kind === 'instant' ? start.epochMs : 0;
  }

  /** The offsets as a run sees them: the first at instant 0. */
  utcOffsets(): readonly { readonly atMs: number; readonly offsetMs: number }[] {
    const later = this.#zone
      .filter(({ epochMs }) => epochMs > this.startEpochMs)
      .map(({ epochMs, offsetMs }) => ({ atMs: epochMs - this.startEpochMs, offsetMs }));
    return [{ atMs: 0, offsetMs: this.#offsetAt(this.startEpochMs) }, ...later];
  }

  /** The first instant of a moment that is not before the start (a date and time may be). */
  instantOf(moment: Moment): number {
    switch (moment.kind) {
      case 'offset':
        return moment.ms;
      case 'instant':
        return moment.epochMs - this.startEpochMs;
      case 'wall-clock':
        return this.#epochOfWall(moment.wallMs) - this.startEpochMs;
      case 'time-of-day':
        return this.#timesOfDay(moment.ms).next().value;
    }
  }

  /** All instants of a moment from the start until before `horizonMs`: a time of day recurs daily. */
  instantsOf(moment: Moment, horizonMs: number): number[] {
    if (moment.kind !== 'time-of-day') {
      const at = this.instantOf(moment);
      return at >= 0 && at < horizonMs ? [at] : [];
    }
    const instants: number[] = [];
    for (const at of this.#timesOfDay(moment.ms)) {
      if (at >= horizonMs) break;
      instants.push(at);
    }
    return instants;
  }

  *#timesOfDay(ms: number): Generator<number, never> {
    const wallAtStart = this.startEpochMs + this.#offsetAt(this.startEpochMs);
    for (let midnight = Math.floor(wallAtStart / day) * day; ; midnight += day) {
      const at = this.#epochOfWall(midnight + ms) - this.startEpochMs;
      if (at >= 0) yield at;
    }
  }

  #offsetAt(epochMs: number): number {
    let offset = this.#zone[0]?.offsetMs ?? 0;
    for (const change of this.#zone) {
      if (change.epochMs > epochMs) break;
      offset = change.offsetMs;
    }
    return offset;
  }

  /** The first instant at which clocks show that time; what a change of clocks leaves out happens when the clocks have been moved. */
  #epochOfWall(wallMs: number): number {
    for (const [i, { offsetMs }] of this.#zone.entries()) {
      const epochMs = wallMs - offsetMs;
      const from = i === 0 ? Number.NEGATIVE_INFINITY : (this.#zone[i] as { epochMs: number }).epochMs;
      const to = this.#zone[i + 1]?.epochMs ?? Number.POSITIVE_INFINITY;
      if (epochMs < from) return from;
      if (epochMs < to) return epochMs;
    }
    return wallMs;
  }
}
