import { candidateKey, type Candidate } from './candidate.ts';
import type { Contest } from './contest.ts';
import { moves, type Move } from './moves.ts';
import { repairCandidate } from './repair-candidate.ts';
import type { Trials } from './trial.ts';

/** Moves that are tried at once: enough for the threads of a usual machine, and few enough to learn from. Fewer while little is known of a configuration. */
const atOnce = { full: 12, brief: 6 };
const briefReplications = 4;
/** Of those that look better after a run, so many get another. */
const kept = 4;

/**
 * Goes from a configuration to a better one for as long as there is one and runs are left. Moves are tried against what the cause breakdown says is in the way; each
 * has one run, the promising ones two, the best of them as many as the configuration that it is to replace.
 *
 * @param isSpent whether the runs of this search are used up.
 * @returns the best configuration found.
 */
export function* descend(contest: Contest, start: Candidate, isSpent: () => boolean): Trials<Candidate> {
  let current = start;
  yield* contest.raise([current], contest.full);
  const tried = new Set<string>([candidateKey(current)]);
  let last: Pick<Move, 'key' | 'direction'> | null = null;
  while (!isSpent()) {
    const open: readonly Move[] = inOrder(moves(current, contest.space, contest.pressureAt(current)), last).filter(
      ({ candidate }) => !tried.has(candidateKey(candidate)),
    );
    if (open.length === 0) break;
    const round: readonly Move[] = open.slice(0, contest.full > briefReplications ? atOnce.full : atOnce.brief);
    for (const { candidate } of round) tried.add(candidateKey(candidate));
    const next: Candidate | null = yield* race(contest, current, round);
    if (next === null) continue;
    last = round.find(({ candidate }) => candidateKey(candidate) === candidateKey(next)) ?? last;
    current = next;
  }
  return current;
}

/** What helped once is tried again first. */
function inOrder(all: readonly Move[], last: Pick<Move, 'key' | 'direction'> | null): Move[] {
  const isAgain = ({ key, direction }: Move): boolean => last?.key === key && last.direction === direction;
  return [...all.filter(isAgain), ...all.filter((move) => !isAgain(move))];
}

/** Races moves against the configuration that they start from. @returns the winner; null where none is better. */
function* race(contest: Contest, current: Candidate, round: readonly Move[]): Trials<Candidate | null> {
  const margins = contest.marginsBy(current);
  const isBetter = (candidate: Candidate): boolean => contest.isBetter(candidate, current);
  yield* contest.raise(
    round.map(({ candidate }) => candidate),
    1,
  );
  let left = contest
    .ranked(
      round.map(({ candidate }) => candidate),
      1,
      margins,
    )
    .filter(isBetter);
  if (left.length === 0) return null;
  const both = combined(left, current, contest);
  if (both !== null) yield* contest.raise([both], 1);
  left = contest
    .ranked(both === null ? left : [both, ...left], 1, margins)
    .filter(isBetter)
    .slice(0, kept);
  for (let n = 2; n < contest.full; n *= 2) {
    yield* contest.raise(left, n);
    left = contest
      .ranked(left, n, margins)
      .filter(isBetter)
      .slice(0, Math.max(1, Math.floor(kept / n)));
    if (left.length === 0) return null;
  }
  yield* contest.raise(left, contest.full);
  return contest.ranked(left).find(isBetter) ?? null;
}

/** The two best moves in one step, where they change different things. */
function combined([first, second]: readonly Candidate[], from: Candidate, { space }: Contest): Candidate | null {
  if (first === undefined || second === undefined || first.policies.length !== from.policies.length || second.policies.length !== from.policies.length)
    return null;
  const merged: Candidate = {
    ...mergedKeys(first, second, from),
    policies: first.policies.map((policy, index) => mergedKeys(policy, second.policies[index]!, from.policies[index]!)),
  };
  const candidate = repairCandidate(merged, space);
  const key = candidateKey(candidate);
  return [first, second, from].some((other) => candidateKey(other) === key) ? null : candidate;
}

/** Of each key the value that one of two has changed; the first one's where both have. */
function mergedKeys<Table extends object>(first: Table, second: Table, from: Table): Table {
  const merged = { ...first };
  for (const key of Object.keys(from) as (keyof Table)[]) if (first[key] === from[key]) merged[key] = second[key];
  return merged;
}
