import type { Replication } from '../measure/replication.ts';
import { candidateKey, type Candidate } from './candidate.ts';
import { asIs, type Arm, type SeedSet, type Trial, type TrialAnswer, type Trials } from './trial.ts';

/** What is known of one arm. */
interface Entry {
  readonly arm: Arm;
  readonly replications: Replication[];
  refused: boolean;
}

/** Every run of a search, so that none is made twice, and how many were made. */
export class Archive {
  readonly #entries = new Map<string, Entry>();
  /** Runs so far. */
  runs = 0;

  /** The replications of an arm so far, in the order of seeds. */
  of(arm: Arm): readonly Replication[] {
    return this.#entries.get(keyOf(arm))?.replications ?? [];
  }

  /** Whether the checks refused a configuration. */
  isRefused(candidate: Candidate): boolean {
    return this.#entries.get(keyOf({ candidate, set: 'search', variant: asIs }))?.refused === true;
  }

  /** Every configuration that ran on a set of seeds at least once, in the order in which it came up. */
  candidates(set: SeedSet): Candidate[] {
    return [...this.#entries.values()]
      .filter(({ arm, replications }) => arm.set === set && arm.variant === asIs && replications.length > 0)
      .map(({ arm }) => arm.candidate);
  }

  /** Sees to it that each arm has `n` replications (unless it is refused). */
  *raise(arms: readonly Arm[], n: number): Trials<void> {
    const wanted = new Map<string, Trial>();
    for (const arm of arms) {
      const entry = this.#entryOf(arm);
      if (entry.refused) continue;
      for (let index = entry.replications.length; index < n; index++) wanted.set(`${keyOf(arm)}#${index}`, { ...arm, index });
    }
    const trials = [...wanted.values()];
    if (trials.length === 0) return;
    const answers = yield trials;
    for (const [place, answer] of answers.entries()) this.#take(trials[place]!, answer);
  }

  #take(trial: Trial, answer: TrialAnswer): void {
    const entry = this.#entryOf(trial);
    if (answer === null) {
      entry.refused = true;
      return;
    }
    this.runs++;
    entry.replications[trial.index] = answer;
  }

  #entryOf(arm: Arm): Entry {
    const key = keyOf(arm);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { arm: { candidate: arm.candidate, set: arm.set, variant: arm.variant }, replications: [], refused: false };
    this.#entries.set(key, entry);
    return entry;
  }
}

function keyOf({ candidate, set, variant }: Arm): string {
  return `${set} ${variant.load} ${variant.boot} ${variant.blow ?? ''} ${candidateKey(candidate)}`;
}
