import { figureText, shareText } from '../text/figure-text.ts';
import type { Archive } from './archive.ts';
import type { CandidateChange } from './candidate-changes.ts';
import { slotsOf, type Candidate } from './candidate.ts';
import type { Effect } from './effects.ts';
import { standing, type Goal, type Standing } from './goal.ts';
import { isWithinBounds } from './is-within-bounds.ts';
import type { SearchSpace } from './search-space.ts';
import { asIs } from './trial.ts';

/** Differences below this share are not worth a word. */
const worthAWord = 0.005;

/** What the reasons of a candidate's changes are made from. */
export interface ReasonContext {
  readonly archive: Archive;
  readonly candidate: Candidate;
  readonly space: SearchSpace;
  readonly goal: Goal;
  /** In which the cost is given. */
  readonly costUnit: string;
}

/**
 * Why a key has another value, in one line for a comment: what was measured when the change was taken back alone. `was 16: with 16 wait.p95 is 21m38s in place of 3m2s`.
 */
export function changeReason({ change, without }: Effect, context: ReasonContext): string {
  const { candidate, space } = context;
  const head = change.before === null ? 'new' : `was ${change.before}`;
  if (change.key === 'periods') return `${head}: ${space.windows[candidate.policies[change.policy ?? 0]?.window ?? 0]?.reason ?? ''}`;
  // A policy of its own stands and falls as a whole: one line says what it is for.
  if (change.before === null && change.policy !== null && change.policy >= space.writtenPolicies && change.key !== 'idle_count')
    return `${head}: for these hours`;
  const isFollower = change.key === 'concurrent' || change.key === 'limit';
  if (isFollower && (without === null || without.maxInstances !== candidate.maxInstances)) return `${head}: ${roomText(candidate, space)}`;
  if (without === null && isBeyondBounds(change, space)) return `${head}: beyond what --free admits`;
  if (without === null) return `${head}: goes with the others`;
  const [withIt, withoutIt] = [at(candidate, context), at(without, context)];
  if (withIt === null || withoutIt === null) return `${head}: goes with the others`;
  const old = change.before === null ? 'without this policy' : `with ${change.before}`;
  return `${head}: ${comparison(old, withIt, withoutIt, context)}`;
}

function isBeyondBounds({ key }: CandidateChange, { today, bounded, ranges }: SearchSpace): boolean {
  const own = [...bounded].filter((each) => each === key);
  return !isWithinBounds(today, { bounded: new Set(own), ranges });
}

function roomText(candidate: Candidate, { otherSlots }: SearchSpace): string {
  const others = otherSlots === 0 ? '' : ` and ${otherSlots} of the other runners`;
  return `${slotsOf(candidate)} slots of ${candidate.maxInstances} instances${others}`;
}

function at(candidate: Candidate, { archive, goal }: ReasonContext): Standing | null {
  const replications = archive.of({ candidate, set: 'search', variant: asIs });
  return replications.length === 0 ? null : standing(replications, goal);
}

function comparison(old: string, withIt: Standing, withoutIt: Standing, { goal, costUnit }: ReasonContext): string {
  const parts: string[] = [];
  const wait = withoutIt.wait - withIt.wait;
  const isLonger = Math.abs(wait) > worthAWord * Math.max(1, withIt.wait) && Math.abs(wait) >= 0.5;
  if (isLonger) parts.push(`${goal.wait} is ${figureText(withoutIt.wait, 'seconds')} in place of ${figureText(withIt.wait, 'seconds')}`);
  const cost = withIt.cost === 0 ? 0 : withoutIt.cost / withIt.cost - 1;
  if (Math.abs(cost) > worthAWord) parts.push(`${goal.cost} is ${figureText(withoutIt.cost, costUnit)} (${cost > 0 ? '+' : '-'}${shareText(Math.abs(cost))})`);
  if (withoutIt.violation > 0 && withIt.violation === 0) parts.push('an objective is missed');
  return parts.length === 0 ? `${old} much the same alone, but not with the other changes` : `${old} ${parts.join(', ')}`;
}
