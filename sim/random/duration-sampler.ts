/** Turns uniform numbers into spans of time. A larger number never gives a shorter span, and a call allocates nothing. */
export interface DurationSampler {
  /** @param u In the open interval (0, 1). @returns Whole milliseconds, at least 0. */
  sample(u: number): number;
}
