/** The quantiles at which simulated waits are laid beside observed ones. */
export const backTestQuantiles = ['p50', 'p90', 'p95', 'p99'] as const satisfies readonly (keyof WaitQuantiles)[];

/** Waits at each of those quantiles, in seconds. */
export type WaitQuantiles = Readonly<Record<'p50' | 'p90' | 'p95' | 'p99', number>>;

/** How a scenario's model did on a history: what `sim calibrate` leaves in a scenario. */
export interface BackTest {
  /** Name of the trace, without its directory. */
  readonly against: string;
  /** Jobs whose wait was observed. */
  readonly jobs: number;
  readonly observed: WaitQuantiles;
  readonly simulated: WaitQuantiles;
  /** False where the fleet or GitLab was modelled otherwise then: nothing is known of the model as it is now. */
  readonly isOfThisModel: boolean;
}

/** The error of a simulated wait as a share of the observed one; null where nothing was observed to wait. */
export function backTestError(observed: number, simulated: number): number | null {
  return observed === 0 ? null : simulated / observed - 1;
}
