/** The comparisons that an objective may make, in the order in which a message lists them. */
export const comparisons = ['<=', '<', '>=', '>', '=='] as const;
export type Comparison = (typeof comparisons)[number];

/** In what a metric is given: durations in seconds, shares 0 to 1. */
export type MetricUnit = 'seconds' | 'share' | 'count' | 'money';

/** A line of the `slo` list, parsed. */
export interface Objective {
  /** As written, with single spaces. */
  readonly expr: string;
  readonly metric: string;
  readonly op: Comparison;
  /** In the metric's own unit, so that it compares with the metric's value as it is. */
  readonly value: number;
  readonly unit: MetricUnit;
  readonly severity: 'error' | 'warn';
  /** `fault`: judged over the time after each fault only. */
  readonly after: 'fault' | null;
}
