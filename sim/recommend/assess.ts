import type { Archive } from './archive.ts';
import { candidateChanges } from './candidate-changes.ts';
import type { Candidate } from './candidate.ts';
import { findEffects, type Effect } from './effects.ts';
import type { Goal } from './goal.ts';
import { findGrowth, type Growth } from './growth.ts';
import type { SearchSpace } from './search-space.ts';
import { asIs, type SeedSet, type Trials, type Variant } from './trial.ts';

/** What is to be known of a configuration beside its waits and its cost. */
export interface Assessment {
  readonly candidate: Candidate;
  readonly effects: readonly Effect[];
  readonly growth: Growth;
}

/** On how many seeds a configuration is assessed. */
export interface AssessmentSettings {
  /** Where nothing is left to chance, one everywhere. */
  readonly searchRuns: number;
  readonly unseenRuns: number;
  readonly riskRuns: number;
  /** The risks that this scenario knows. */
  readonly risks: readonly Variant[];
  readonly hasHistory: boolean;
}

/** Replications that tell what a change is for. */
const effectRuns = 4;

/**
 * Runs a configuration on seeds that nothing was chosen by, on the recorded history, under each risk and under more and more load, and takes back each of its changes by itself.
 * The runs are left in the archive.
 */
export function* assess(archive: Archive, candidate: Candidate, space: SearchSpace, goal: Goal, settings: AssessmentSettings): Trials<Assessment> {
  const arm = (set: SeedSet, variant: Variant = asIs): { candidate: Candidate; set: SeedSet; variant: Variant } => ({ candidate, set, variant });
  yield* archive.raise([arm('unseen'), arm('proof')], settings.unseenRuns);
  if (settings.hasHistory) yield* archive.raise([arm('history')], 1);
  yield* archive.raise(
    settings.risks.map((variant) => arm('proof', variant)),
    settings.riskRuns,
  );
  const changes = candidateChanges(candidate, space);
  const effects = yield* findEffects(archive, candidate, changes, space, Math.min(settings.searchRuns, effectRuns));
  const growth = yield* findGrowth(archive, candidate, goal, settings.riskRuns);
  return { candidate, effects, growth };
}
