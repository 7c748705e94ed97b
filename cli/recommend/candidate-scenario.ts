import type { Candidate } from '../../sim/recommend/candidate.ts';
import { candidateChanges, type CandidateChange, type ChangeSpace } from '../../sim/recommend/candidate-changes.ts';
import { candidateKey } from '../../sim/recommend/candidate.ts';
import type { Finding } from '../../core/finding.ts';
import type { LoadedScenario, ReadyScenario } from '../load-scenario.ts';
import type { Assignment } from '../sim-program.ts';

/** Reads the scenario with assignments on top of those of the command line. */
export type LoadWith = (assignments: readonly Assignment[]) => LoadedScenario;

/**
 * The scenario with a candidate's configuration, read and checked as `sim run --set` would; null where the checks find an error, or a warning that today's configuration
 * does not have. Each is read once.
 */
export class CandidateScenarios {
  readonly #load: LoadWith;
  readonly #space: ChangeSpace;
  readonly #known = new Map<string, ReadyScenario | null>();
  readonly #accepted: ReadonlySet<string>;

  /** @param findings what the checks say of today's configuration. */
  constructor(load: LoadWith, space: ChangeSpace, findings: readonly Finding[]) {
    this.#load = load;
    this.#space = space;
    this.#accepted = new Set(findings.map(nameOf));
  }

  /** What a candidate changes of today's configuration. */
  changesOf(candidate: Candidate): CandidateChange[] {
    return candidateChanges(candidate, this.#space);
  }

  /** The scenario with that configuration. */
  with(candidate: Candidate): ReadyScenario | null {
    const key = candidateKey(candidate);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const { ready, findings } = this.#load(assignmentsOf(this.changesOf(candidate)));
    const isFine = findings.every((finding) => finding.severity === 'note' || this.#accepted.has(nameOf(finding)));
    const found = isFine ? ready : null;
    this.#known.set(key, found);
    return found;
  }
}

/** Changes as `--set` has them. */
export function assignmentsOf(changes: readonly CandidateChange[]): Assignment[] {
  return changes.map(({ path, value }) => ({ path, text: value }));
}

function nameOf({ rule, path, severity }: Finding): string {
  return `${severity} ${rule} ${path}`;
}
