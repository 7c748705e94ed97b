const driftMs = 20;

/**
 * The wall clock in microseconds since 1970. It follows the system's clock, also where that is set, and between its milliseconds the monotonic one,
 * so that lines of a job log have times of their own.
 */
export class MicrosecondClock {
  #offsetMs = performance.timeOrigin;

  now(): number {
    const wallMs = Date.now();
    const fineMs = this.#offsetMs + performance.now();
    if (Math.abs(fineMs - wallMs) <= driftMs) return Math.floor(fineMs * 1000);
    this.#offsetMs += wallMs - fineMs;
    return wallMs * 1000;
  }
}
