/** Two numbers that fix the body of a skewed distribution: what dashboards show, or what samples give. */
export type DistributionShape =
  { readonly by: 'quantiles'; readonly p50Ms: number; readonly p95Ms: number } | { readonly by: 'moments'; readonly meanMs: number; readonly cv: number };

/** Truncates a distribution to this range, as if draws outside were drawn again; null leaves a side open. */
export interface DistributionBounds {
  readonly minMs: number | null;
  readonly maxMs: number | null;
}

/** How a span of time is drawn, as plain data. `sim/random/distributions.ts` turns it into a sampler. */
export type DurationDistribution =
  | { readonly dist: 'constant'; readonly valueMs: number }
  | { readonly dist: 'uniform'; readonly minMs: number; readonly maxMs: number }
  | ({ readonly dist: 'exponential'; readonly meanMs: number } & DistributionBounds)
  | ({ readonly dist: 'lognormal' | 'gamma' | 'weibull'; readonly shape: DistributionShape } & DistributionBounds)
  | ({ readonly dist: 'empirical'; readonly file: string; readonly valuesMs: readonly number[] } & DistributionBounds);
