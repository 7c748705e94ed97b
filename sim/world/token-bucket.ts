/** How fast a bucket refills and how much it holds. */
export interface TokenLimit {
  readonly callsPerSecond: number;
  readonly burst: number;
}

/** A bucket of tokens, full at first: each call takes one, and time brings them back. */
export class TokenBucket {
  #tokens: number;
  #at = 0;

  constructor(burst: number) {
    this.#tokens = burst;
  }

  /** Whether a token is left after the last one that was taken. */
  get hasToken(): boolean {
    return this.#tokens >= 1;
  }

  /** Takes a token; false when there is none. */
  take(now: number, { callsPerSecond, burst }: TokenLimit): boolean {
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#at) * callsPerSecond) / 1000);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
