import { waitingShares } from './waiting-shares.ts';
import type { Archive } from './archive.ts';
import { candidateChanges } from './candidate-changes.ts';
import { candidateKey, type Candidate } from './candidate.ts';
import { marginsOf, standing, type Goal, type Margins, type Standing } from './goal.ts';
import { isWithinBounds } from './is-within-bounds.ts';
import type { Pressure } from './moves.ts';
import type { SearchSpace } from './search-space.ts';
import { asIs, type Arm, type Trials } from './trial.ts';

/** A change must save so much of the cost, or it is left out: a patch is read by people. */
const costOfChange = 0.004;

/** Candidates that compete for a goal on the seeds of the search. */
export class Contest {
  readonly archive: Archive;
  readonly space: SearchSpace;
  readonly goal: Goal;
  /** Replications after which a candidate is known well enough; 1 where nothing is left to chance. */
  readonly full: number;

  constructor(archive: Archive, space: SearchSpace, goal: Goal, full: number) {
    this.archive = archive;
    this.space = space;
    this.goal = goal;
    this.full = full;
  }

  /** Runs candidates until each has `n` replications. */
  raise(candidates: readonly Candidate[], n: number): Trials<void> {
    return this.archive.raise(candidates.map(armOf), Math.min(n, this.full));
  }

  /** Every configuration that ran on the seeds of the search and may be chosen. */
  candidates(): Candidate[] {
    return this.archive.candidates('search').filter((candidate) => isWithinBounds(candidate, this.space));
  }

  /** How a candidate stands by its first `n` replications, all by default; null for one without any. */
  standing(candidate: Candidate, n: number = this.full, margins?: Margins): Standing | null {
    const replications = this.archive.of(armOf(candidate)).slice(0, n);
    return replications.length === 0 ? null : standing(replications, this.goal, margins);
  }

  /** Replications of a candidate so far. */
  countOf(candidate: Candidate): number {
    return Math.min(this.full, this.archive.of(armOf(candidate)).length);
  }

  /**
   * Whether the first is better than the second on the seeds that both have met: it misses the objectives by less, or meets them at less cost (each change counted
   * as a little of it), or at the same cost with less waiting.
   */
  isBetter(first: Candidate, second: Candidate): boolean {
    const n = Math.min(this.countOf(first), this.countOf(second));
    const margins = this.marginsBy(second);
    const [a, b] = [this.standing(first, n, margins), this.standing(second, n, margins)];
    if (a === null || b === null) return false;
    return this.#compare(first, a, second, b) < 0;
  }

  /** The best first; candidates without a run are left out. */
  ranked(candidates: readonly Candidate[], n: number = this.full, margins?: Margins): Candidate[] {
    const known = candidates.flatMap((candidate) => {
      const at = this.standing(candidate, n, margins);
      return at === null ? [] : [{ candidate, at, key: candidateKey(candidate) }];
    });
    known.sort((a, b) => this.#compare(a.candidate, a.at, b.candidate, b.at) || (a.key < b.key ? -1 : 1));
    return known.map(({ candidate }) => candidate);
  }

  /** What stands in the way at a candidate. */
  pressureAt(candidate: Candidate): Pressure {
    const replications = this.archive.of(armOf(candidate));
    return { violated: (this.standing(candidate)?.violation ?? 0) > 0, shares: waitingShares(replications) };
  }

  /** How unsure the figures of a single run are, by a candidate that ran often. */
  marginsBy(candidate: Candidate): Margins {
    const replications = this.archive.of(armOf(candidate)).slice(0, this.full);
    return replications.length < 3 ? new Map<string, number>() : marginsOf(replications, this.goal);
  }

  #compare(first: Candidate, a: Standing, second: Candidate, b: Standing): number {
    if (a.violation !== b.violation && Math.max(a.violation, b.violation) > 0) return a.violation - b.violation;
    return this.#price(first, a) - this.#price(second, b) || a.wait - b.wait;
  }

  #price(candidate: Candidate, { cost }: Standing): number {
    return cost * (1 + costOfChange * candidateChanges(candidate, this.space).length);
  }
}

function armOf(candidate: Candidate): Arm {
  return { candidate, set: 'search', variant: asIs };
}
