import { levels, type Level, type RunSeries } from './run-record.ts';

/** Points of a series at most. @remarks Source: ux.md §1.2 (k6's limit). */
const longestSeries = 2880;
const smallestStep = 1000;

/**
 * Integrates the value of one level over time: over the whole run, over the window of the statistics, and by equal steps for a series. Only changes cost
 * anything: each is a number and an instant, and the integrals follow from the two at the end.
 */
export class LevelArea {
  value = 0;
  peak = 0;
  /** Σ change × instant, with instants brought into the window; and what that takes off those outside of it. */
  #windowMoment = 0;
  #outerMoment = 0;
  /** By step of the series: what changes add to their own step, and by how much the level is higher from the next step on. */
  readonly #own: Float64Array;
  readonly #later: Float64Array;
  readonly #step: number;
  readonly #warmup: number;
  readonly #horizon: number;
  /** The part in the window of the step of the last change; none at first. */
  #stepIndex = -1;
  #stepStart = Number.POSITIVE_INFINITY;
  #stepEnd = Number.POSITIVE_INFINITY;
  /** What the changes in that step come to, until it is left. */
  #stepOwn = 0;
  #stepRise = 0;

  constructor(warmup: number, horizon: number, step: number, stepCount: number) {
    this.#warmup = warmup;
    this.#horizon = horizon;
    this.#step = step;
    this.#own = new Float64Array(stepCount);
    this.#later = new Float64Array(stepCount + 1);
  }

  /** The level has this value from `at` on. */
  set(value: number, at: number): void {
    if (value !== this.value) this.change(value - this.value, at);
    if (value > this.peak && at < this.#horizon) this.peak = value;
  }

  /** The level is higher by `by` from `at` on; instants may come in any order. */
  change(by: number, at: number): void {
    this.value += by;
    // Most changes fall into the step of the one before.
    if (!(at >= this.#stepStart && at < this.#stepEnd)) {
      if (at < this.#warmup || at >= this.#horizon) {
        this.#book(by, at);
        return;
      }
      this.#enter(at);
    }
    this.#stepOwn += by * (this.#stepEnd - at);
    this.#stepRise += by;
  }

  /** Counts one more from `from` to `to`, in hindsight; nothing where one of them is NaN. */
  interval(from: number, to: number): void {
    if (!(to > from)) return;
    this.#book(1, from);
    this.#book(-1, to);
  }

  #enter(at: number): void {
    this.#leave();
    const index = Math.floor(at / this.#step);
    this.#stepIndex = index;
    this.#stepStart = Math.max(index * this.#step, this.#warmup);
    this.#stepEnd = this.#endOf(index);
  }

  #leave(): void {
    if (this.#stepIndex < 0) return;
    this.#windowMoment += this.#stepRise * this.#stepEnd - this.#stepOwn;
    this.#addToSeries(this.#stepIndex, this.#stepOwn, this.#stepRise);
    this.#stepOwn = 0;
    this.#stepRise = 0;
  }

  #book(by: number, at: number): void {
    const edge = at < this.#warmup ? this.#warmup : at < this.#horizon ? at : this.#horizon;
    this.#windowMoment += by * edge;
    this.#outerMoment += by * (at - edge);
    if (at >= this.#horizon) return;
    const index = Math.floor(at / this.#step);
    this.#addToSeries(index, by * (this.#endOf(index) - at), by);
  }

  #addToSeries(index: number, own: number, rise: number): void {
    this.#own[index] = (this.#own[index] as number) + own;
    this.#later[index + 1] = (this.#later[index + 1] as number) + rise;
  }

  #endOf(index: number): number {
    const end = (index + 1) * this.#step;
    return end < this.#horizon ? end : this.#horizon;
  }

  /** The integral over the run until `end`. */
  total(end: number): number {
    this.#leave();
    return this.value * end - this.#windowMoment - this.#outerMoment;
  }

  /** The integral over the window of the statistics, as far as the run came. */
  window(end: number): number {
    this.#leave();
    return this.value * Math.min(this.#horizon, Math.max(end, this.#warmup)) - this.#windowMoment;
  }

  /** The average in each step of the series. */
  averages(): Float64Array {
    this.#leave();
    let level = 0;
    return this.#own.map((own, index) => {
      level += this.#later[index] as number;
      const span = Math.min((index + 1) * this.#step, this.#horizon) - index * this.#step;
      return level + own / span;
    });
  }
}

/** How long, within the window of the statistics, exactly so many slots were busy. */
export class BusyTime {
  #milliseconds = new Float64Array(64);
  #count = 0;
  #since = 0;
  #largest = 0;
  readonly #warmup: number;
  readonly #horizon: number;

  constructor(warmup: number, horizon: number) {
    this.#warmup = warmup;
    this.#horizon = horizon;
  }

  /** So many slots are busy from `at` on. */
  set(count: number, at: number): void {
    const from = this.#since > this.#warmup ? this.#since : this.#warmup;
    const to = at < this.#horizon ? at : this.#horizon;
    if (to > from) this.#add(this.#count, to - from);
    this.#since = at;
    this.#count = count;
  }

  /** Milliseconds by number of busy slots, up to the largest number seen. */
  values(): Float64Array {
    return this.#milliseconds.slice(0, this.#largest + 1);
  }

  #add(count: number, span: number): void {
    if (count > this.#largest) this.#largest = count;
    if (count >= this.#milliseconds.length) {
      const larger = new Float64Array(count * 2);
      larger.set(this.#milliseconds);
      this.#milliseconds = larger;
    }
    this.#milliseconds[count] = (this.#milliseconds[count] as number) + span;
  }
}

/** All levels of a run. */
export class LevelTracker {
  readonly areas: Readonly<Record<Level, LevelArea>>;
  readonly #step: number;

  /** @param points of the series at most; one where nobody looks at it. */
  constructor(warmup: number, horizon: number, points = longestSeries) {
    this.#step = Math.max(smallestStep, Math.ceil(horizon / points / smallestStep) * smallestStep);
    const stepCount = Math.ceil(horizon / this.#step);
    this.areas = byLevel(() => new LevelArea(warmup, horizon, this.#step, stepCount));
  }

  /** Closes all integrals at the end of a run. */
  finish(at: number): { area: Record<Level, number>; areaTotal: Record<Level, number>; series: RunSeries } {
    return {
      area: byLevel((level) => this.areas[level].window(at)),
      areaTotal: byLevel((level) => this.areas[level].total(at)),
      series: { step: this.#step, levels: byLevel((level) => this.areas[level].averages()) },
    };
  }
}

function byLevel<T>(make: (level: Level) => T): Record<Level, T> {
  return Object.fromEntries(levels.map((level) => [level, make(level)])) as Record<Level, T>;
}
