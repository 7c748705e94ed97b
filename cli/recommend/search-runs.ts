import type { Budget } from './parse-budget.ts';

/** How long a search may go on. */
export interface SearchRuns {
  /** Runs; infinite where time decides. */
  readonly limit: number;
  /** About how many runs come after the search, for the progress bar. */
  readonly after: number;
  readonly isTimeUp: () => boolean;
}

/** Steps of the simulation that a search makes by default: some ten seconds on a usual machine. */
const defaultSteps = 40_000_000;
const fewestRuns = 200;
const mostRuns = 600;
const runsAfter = 400;

/** The runs of a search: those of `--budget`, or by default as many as a fixed amount of work allows, whatever the machine, so that the same seed has the same outcome. */
export function searchRuns(budget: Budget | undefined, stepsPerRun: number): SearchRuns {
  if (budget === undefined) {
    const limit = Math.max(fewestRuns, Math.min(mostRuns, Math.round(defaultSteps / Math.max(1, stepsPerRun))));
    return { limit, after: runsAfter, isTimeUp: () => false };
  }
  if ('runs' in budget) return { limit: budget.runs, after: runsAfter, isTimeUp: () => false };
  const until = performance.now() + budget.ms;
  return { limit: Number.POSITIVE_INFINITY, after: runsAfter, isTimeUp: () => performance.now() >= until };
}

/** A run of so many steps is weeks of jobs, of which two tell as much as four of a day. */
const largeRun = 60_000;

/** Seeds on which risks and growth are tried. */
export function riskRunsFor(stepsPerRun: number): number {
  return stepsPerRun > largeRun ? 2 : 4;
}
