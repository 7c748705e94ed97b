import { levels, type Level, type RunSeries } from './run-record.ts';

/** Points of a series at most. @remarks Source: ux.md §1.2 (k6's limit). */
const longestSeries = 2880;
const smallestStep = 1000;

/** Integrates the value of one level over time: over the whole run, over the window of the statistics, and by equal steps for a series. */
export class LevelArea {
  value = 0;
  total = 0;
  window = 0;
  since = 0;
  peak = 0;
  readonly bins: Float64Array;
  readonly #step: number;
  readonly #warmup: number;
  readonly #horizon: number;
  /** The step of the series that was added to last: nearly always the next one too. */
  #bin = 0;
  #binStart = 0;
  #binEnd = 0;

  constructor(warmup: number, horizon: number, step: number, binCount: number) {
    this.#warmup = warmup;
    this.#horizon = horizon;
    this.#step = step;
    this.bins = new Float64Array(binCount);
  }

  /** The level has another value from `at` on. */
  set(value: number, at: number): void {
    if (this.value !== 0) this.add(this.value, this.since, at);
    this.value = value;
    this.since = at;
    if (value > this.peak && at < this.#horizon) this.peak = value;
  }

  /** Adds what was at `value` from `from` to `to`. */
  add(value: number, from: number, to: number): void {
    if (to <= from) return;
    this.total += value * (to - from);
    const start = from > this.#warmup ? from : this.#warmup;
    const end = to < this.#horizon ? to : this.#horizon;
    if (end > start) this.window += value * (end - start);
    if (from >= this.#binStart && to <= this.#binEnd) this.bins[this.#bin] = (this.bins[this.#bin] as number) + value * (to - from);
    else this.#addToBins(value, from, to < this.#horizon ? to : this.#horizon);
  }

  #addToBins(value: number, from: number, to: number): void {
    const step = this.#step;
    for (let start = from; start < to;) {
      const bin = Math.floor(start / step);
      const end = (bin + 1) * step < to ? (bin + 1) * step : to;
      this.bins[bin] = (this.bins[bin] as number) + value * (end - start);
      start = end;
      this.#bin = bin;
      this.#binStart = bin * step;
      this.#binEnd = (bin + 1) * step < this.#horizon ? (bin + 1) * step : this.#horizon;
    }
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
  readonly #horizon: number;

  constructor(warmup: number, horizon: number) {
    this.#horizon = horizon;
    this.#step = Math.max(smallestStep, Math.ceil(horizon / longestSeries / smallestStep) * smallestStep);
    const binCount = Math.ceil(horizon / this.#step);
    this.areas = byLevel(() => new LevelArea(warmup, horizon, this.#step, binCount));
  }

  /** Closes all integrals at the end of a run. */
  finish(at: number): { area: Record<Level, number>; areaTotal: Record<Level, number>; series: RunSeries } {
    for (const level of levels) this.areas[level].set(this.areas[level].value, at);
    const averages = (area: LevelArea): Float64Array => area.bins.map((sum, bin) => sum / (Math.min((bin + 1) * this.#step, this.#horizon) - bin * this.#step));
    return {
      area: byLevel((level) => this.areas[level].window),
      areaTotal: byLevel((level) => this.areas[level].total),
      series: { step: this.#step, levels: byLevel((level) => averages(this.areas[level])) },
    };
  }
}

function byLevel<T>(make: (level: Level) => T): Record<Level, T> {
  return Object.fromEntries(levels.map((level) => [level, make(level)])) as Record<Level, T>;
}
