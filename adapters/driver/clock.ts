/** The present in whole milliseconds since 1970. It never runs backwards, whatever happens to the system's clock. */
export class Clock {
  #last = 0;

  now(): number {
    this.#last = Math.max(this.#last, Date.now());
    return this.#last;
  }
}
