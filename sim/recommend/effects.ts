import type { Archive } from './archive.ts';
import type { CandidateChange } from './candidate-changes.ts';
import type { Candidate } from './candidate.ts';
import type { SearchSpace } from './search-space.ts';
import { asIs, type Trials } from './trial.ts';
import { withoutChange } from './without-change.ts';

/** What one change of a candidate is for: the candidate without it. */
export interface Effect {
  readonly change: CandidateChange;
  /** null where the change only follows from others: `concurrent` from the instances. */
  readonly without: Candidate | null;
}

/** Takes back each change of a candidate by itself, and runs what is left on `n` seeds of the search. */
export function* findEffects(archive: Archive, candidate: Candidate, changes: readonly CandidateChange[], space: SearchSpace, n: number): Trials<Effect[]> {
  const effects = changes.map((change) => ({ change, without: withoutChange(candidate, change, space) }));
  const arms = [candidate, ...effects.flatMap(({ without }) => (without === null ? [] : [without]))].map((each) => ({
    candidate: each,
    set: 'search' as const,
    variant: asIs,
  }));
  yield* archive.raise(arms, n);
  return effects.map((effect) => (effect.without !== null && archive.isRefused(effect.without) ? { ...effect, without: null } : effect));
}
