import { spanStatistics, type SpanStatistics } from './span-statistics.ts';

/** Spans of one kind in milliseconds, as they are met. Most jobs wait for nothing, so spans of 0 are counted and not kept. */
export class SpanSample {
  readonly #positive: Float64Array;
  #positiveCount = 0;
  #zeroCount = 0;

  /** @param most - how many spans may come. */
  constructor(most: number) {
    this.#positive = new Float64Array(most);
  }

  add(span: number): void {
    if (span === 0) this.#zeroCount++;
    else this.#positive[this.#positiveCount++] = span;
  }

  get count(): number {
    return this.#zeroCount + this.#positiveCount;
  }

  /** The mean in milliseconds; 0 of nothing. */
  get mean(): number {
    let sum = 0;
    for (let index = 0; index < this.#positiveCount; index++) sum += this.#positive[index]!;
    return this.count === 0 ? 0 : sum / this.count;
  }

  /** How many spans are longer than so many milliseconds, 0 or more. */
  countAbove(limit: number): number {
    let count = 0;
    for (let index = 0; index < this.#positiveCount; index++) if (this.#positive[index]! > limit) count++;
    return count;
  }

  statistics(): SpanStatistics {
    return spanStatistics(this.#positive, this.#positiveCount, this.#zeroCount);
  }
}
