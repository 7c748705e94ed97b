import type { Archive } from './archive.ts';
import type { Candidate } from './candidate.ts';
import { judgeObjective } from '../measure/objective-outcome.ts';
import type { Goal } from './goal.ts';
import { asIs, type Arm, type Trials } from './trial.ts';

/** How much more load a configuration takes. */
export interface Growth {
  /** The largest factor on the load at which every objective was met; null where one is missed already. */
  readonly holdsAt: number | null;
  /** The smallest factor at which one was missed; null where none was up to the largest that was tried. */
  readonly breaksAt: number | null;
}

/** Factors that are tried in turn until one is too many. */
const gallop = [1.1, 1.25, 1.5, 2, 3];
/** How near the two ends come, as a share of today's load. */
const precision = 0.05;

/** Finds by bisection at which load a configuration misses an objective, as `sim run` judges them: on the mean over `n` seeds. */
export function* findGrowth(archive: Archive, candidate: Candidate, { objectives }: Pick<Goal, 'objectives'>, n: number): Trials<Growth> {
  const holds = function* (load: number): Trials<boolean> {
    const arm: Arm = { candidate, set: 'search', variant: { ...asIs, load } };
    yield* archive.raise([load === 1 ? { ...arm, variant: asIs } : arm], n);
    const replications = archive.of(load === 1 ? { ...arm, variant: asIs } : arm).slice(0, n);
    return objectives.every((objective) => judgeObjective(objective, replications).ok);
  };
  if (!(yield* holds(1))) return { holdsAt: null, breaksAt: 1 };
  let [good, bad] = [1, Number.POSITIVE_INFINITY];
  for (const load of gallop) {
    if (!(yield* holds(load))) {
      bad = load;
      break;
    }
    good = load;
  }
  if (!Number.isFinite(bad)) return { holdsAt: good, breaksAt: null };
  while (bad - good > precision * 1.5) {
    // Whole steps, so that factors read well.
    const middle = Math.round((good + bad) / 2 / precision) * precision;
    const load = Math.round(middle * 100) / 100;
    if (yield* holds(load)) good = load;
    else bad = load;
  }
  return { holdsAt: good, breaksAt: bad };
}
