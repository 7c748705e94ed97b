import type { WaitQuantiles } from '../../sim/scenario/back-test.ts';
import type { Calibration } from '../../sim/text/calibration-text.ts';

/** What `sim calibrate --json` prints; all spans in seconds. */
export interface CalibrationJson {
  /** The minor number grows when something is added, the major one when something changes its meaning. */
  readonly format: '1.0';
  readonly scenario: string;
  readonly config: string;
  readonly against: string;
  /** Which simulated span the observed waits were laid beside. */
  readonly wait: 'queue' | 'wait';
  readonly jobs: number;
  readonly without_wait: number;
  readonly seeds: number;
  readonly warmup: number;
  readonly observed: WaitQuantiles;
  readonly simulated: WaitQuantiles;
  /** As `simulated` where nothing was fitted. */
  readonly fitted: WaitQuantiles;
  readonly unknowns: readonly {
    readonly path: string;
    readonly outcome: 'fitted' | 'kept' | 'hidden';
    readonly present: number;
    readonly value: number;
    readonly low: number;
    readonly high: number;
    readonly at_bound: boolean;
  }[];
  readonly patch: readonly { readonly path: string; readonly value: string }[];
}

/** A calibration in the words and units of all other JSON. */
export function calibrationJson({
  scenario,
  config,
  against,
  span,
  jobs,
  withoutWait,
  seeds,
  warmup,
  observed,
  before,
  after,
  fitted,
  patch,
}: Calibration): CalibrationJson {
  return {
    format: '1.0',
    ...{ scenario, config, against, wait: span, jobs, without_wait: withoutWait, seeds, warmup, observed },
    simulated: before,
    fitted: after,
    unknowns: fitted.map(({ path, outcome, presentMs, valueMs, bounds, isAtBound }) => ({
      path,
      outcome,
      present: presentMs / 1000,
      value: valueMs / 1000,
      low: bounds.lowMs / 1000,
      high: bounds.highMs / 1000,
      at_bound: isAtBound,
    })),
    patch,
  };
}
