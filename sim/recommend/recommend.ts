import { judgeObjective } from '../measure/objective-outcome.ts';
import type { RandomStream } from '../random/random-stream.ts';
import { Archive } from './archive.ts';
import { candidateKey, type Candidate } from './candidate.ts';
import { candidateChanges } from './candidate-changes.ts';
import { Contest } from './contest.ts';
import { descend } from './descend.ts';
import { standing, type Goal } from './goal.ts';
import { isWithinBounds } from './is-within-bounds.ts';
import { withoutChange } from './without-change.ts';
import type { SearchSpace } from './search-space.ts';
import { amplestCandidate, idlingMore, randomCandidate, startingFamilies } from './starting-points.ts';
import { leastRoom } from './least-room.ts';
import { together } from './together.ts';
import { asIs, type Arm, type SeedSet, type Trials } from './trial.ts';

/** What a search may spend, and on what. */
export interface SearchSettings {
  /** Runs for the search; proof and risks come on top. */
  readonly runs: number;
  /** Whether time is up before the runs are. */
  readonly isTimeUp: () => boolean;
  readonly random: RandomStream;
  /** Runs of the proof, on seeds of their own. */
  readonly proofRuns: number;
  /** Whether the objectives must hold on the recorded history itself too. */
  readonly hasHistory: boolean;
}

/** What a recommended configuration may be; `nearest` where nothing meets the objectives. */
export const choiceNames = ['cheapest', 'balanced', 'fastest', 'nearest'] as const;

/** A configuration that is recommended. */
export interface Choice {
  readonly name: (typeof choiceNames)[number];
  readonly candidate: Candidate;
}

/** What a search found. */
export interface SearchOutcome {
  readonly archive: Archive;
  /** Cheapest, balanced and fastest, some of which may be the same; or the nearest alone where nothing meets the objectives. */
  readonly choices: readonly Choice[];
  /** Runs of the search by itself. */
  readonly searchRuns: number;
  /** Replications after which a configuration counted as known. */
  readonly full: number;
}

/** Replications of the search; a wait is known well enough to choose by, and the proof has seeds of its own. */
const fullReplications = 8;
/** With fewer runs a configuration counts as known after half as many. */
const manyRuns = 200;
/** Shares of the runs: most for the cheapest, which the others begin at. */
const shares = { cheapest: 0.6, fastest: 0.8, balanced: 1 };
/** Of so many runs one goes to a starting point at random, to a way to keep slots idle, and to such a way once more for less waiting. */
const runsPerStart = { random: 50, family: 20, further: 50 };
const mostRandom = 12;
const fewestFamilies = 3;
/** Of the best starting points so many have their room found on all seeds. */
const settled = 2;
/** Starts from which the search descends. */
const descents = 5;
/** The halving ends with so many. */
const leastLeft = 3;
/** How much more waiting than the least possible still counts as fastest, a share and some seconds: nobody feels it, and the last of it may cost as much as all the rest. */
const fastEnough = { share: 1.05, seconds: 0.5 };
/** Configurations that come to the proof. */
const finalists = 8;
/** Of those that look best after one run so many are looked at again before a proof. */
const promising = 3;
/** What waits no more than this share of another's wait waits clearly less. */
const clearlyLess = 0.85;

/**
 * Searches for the cheapest configuration that meets the objectives, the fastest one worth its money, and one between them. First many starting points with one run each, of
 * which the better ones get more (successive halving); then descents by moves against what jobs wait for, raced on the same seeds; last a proof on other seeds, which
 * each choice must pass with 95 % confidence.
 */
export function* recommend(space: SearchSpace, goal: Goal, settings: SearchSettings): Trials<SearchOutcome> {
  const archive = new Archive();
  const full = yield* replicationsNeeded(archive, space.today, settings.runs);
  const isSpent = (share: number) => (): boolean => archive.runs >= settings.runs * share || settings.isTimeUp();
  const cheap = new Contest(archive, space, goal, full);
  yield* explore(cheap, settings);
  yield* descendFromBest(cheap, isSpent(shares.cheapest));
  const leastWait = yield* fastestWait(cheap);
  const fastWait = leastWait * fastEnough.share + fastEnough.seconds;
  const fast = withCeiling(cheap, fastWait);
  const [cheapest = space.today] = cheap.ranked(cheap.candidates().filter((candidate) => cheap.countOf(candidate) === full));
  yield* exploreFurther(fast, idlingMore(cheapest, space), settings, isSpent(shares.fastest));
  yield* descendFromBest(fast, isSpent(shares.fastest));
  const middle = middleWait(cheap.standing(cheapest)?.wait ?? leastWait, fastWait);
  const between = withCeiling(cheap, middle);
  yield* exploreFurther(between, cheapest, settings, isSpent(shares.balanced));
  yield* descendFromBest(between, isSpent(shares.balanced));
  const searchRuns = archive.runs;
  const choices = yield* proveAll({ cheapest: cheap, balanced: between, fastest: fast }, goal, settings);
  return { archive, searchRuns, full, choices: choices.length > 0 ? choices : [{ name: 'nearest', candidate: yield* nearest(cheap, settings) }] };
}

/** One, where two seeds make the same decisions: then nothing is left to chance. */
function* replicationsNeeded(archive: Archive, today: Candidate, runs: number): Trials<number> {
  const arm: Arm = { candidate: today, set: 'search', variant: asIs };
  yield* archive.raise([arm], 2);
  const [first, second] = archive.of(arm);
  if (first !== undefined && first.hash === second?.hash) return 1;
  return runs < manyRuns ? fullReplications / 2 : fullReplications;
}

/** Finds the room that a likely configuration needs for less waiting, which takes few runs, and that those ways need that keep something idle. */
function* exploreFurther(contest: Contest, likely: Candidate, { runs, isTimeUp }: SearchSettings, isSpent: () => boolean): Trials<void> {
  if (isTimeUp() || contest.archive.runs >= runs) return;
  const first = yield* leastRoom(contest, likely, { n: runs < manyRuns ? 2 : 1, near: likely.maxInstances });
  if (isSpent()) return;
  const idling = startingFamilies(contest.space).filter(({ policies }) => policies.some(({ idleCount }) => idleCount > 0));
  const others = idling.slice(0, Math.max(fewestFamilies, Math.floor(runs / runsPerStart.further)));
  yield* together(others.map((family) => leastRoom(contest, family, { n: 1, near: first.maxInstances })));
  if (runs >= manyRuns) yield* settle(contest, 1);
}

/** Finds the room that each way to keep slots idle needs, beside today's configuration and some at random. */
function* explore(contest: Contest, { runs, random }: SearchSettings): Trials<void> {
  const { space } = contest;
  const families = startingFamilies(space).slice(0, Math.max(fewestFamilies, Math.floor(runs / runsPerStart.family)));
  const randomCount = Math.min(mostRandom, Math.floor(runs / runsPerStart.random));
  const drawn = Array.from({ length: randomCount }, () => randomCandidate(space, random));
  const [today = space.today, ...others] = families;
  const first = yield* leastRoom(contest, today, { n: 1, near: null });
  const roomy = yield* together(others.map((family) => leastRoom(contest, family, { n: 1, near: first.maxInstances })));
  yield* halve(contest, [...(isWithinBounds(space.today, space) ? [space.today] : []), first, ...roomy, ...drawn]);
  yield* settle(contest, settled);
}

/** Finds the room of what looks best anew on all seeds: what is just enough on one is too little on some. */
function* settle(contest: Contest, count: number): Trials<void> {
  const best = contest.ranked(contest.candidates(), 1).slice(0, count);
  yield* together(best.map((candidate) => leastRoom(contest, candidate, { n: contest.full, near: candidate.maxInstances })));
}

/** Successive halving: one run each, two for the better third, four for the best. */
function* halve(contest: Contest, candidates: readonly Candidate[]): Trials<void> {
  let left = [...new Map(candidates.map((candidate) => [candidateKey(candidate), candidate])).values()];
  yield* contest.raise(left, 1);
  for (let n = 1; n < contest.full; n *= 2) {
    yield* contest.raise(left, n);
    left = contest.ranked(left, n).slice(0, Math.max(leastLeft, Math.ceil(left.length / 3)));
  }
}

function* descendFromBest(contest: Contest, isSpent: () => boolean): Trials<void> {
  const done = new Set<string>();
  for (let descent = 0; descent < descents && !isSpent(); descent++) {
    const start = contest.ranked(contest.candidates(), 1).find((candidate) => !done.has(candidateKey(candidate)));
    if (start === undefined) return;
    done.add(candidateKey(start));
    const end = yield* descend(contest, start, isSpent);
    done.add(candidateKey(end));
  }
}

/** The least wait that money can buy: that of room for everything, or of whatever waited less. */
function* fastestWait(contest: Contest): Trials<number> {
  const { space, full } = contest;
  yield* contest.raise([amplestCandidate(space)], Math.ceil(full / 2));
  const known = contest.candidates().filter((candidate) => contest.countOf(candidate) >= full / 2);
  const waitOf = (candidate: Candidate): number => contest.standing(candidate)?.wait ?? Number.POSITIVE_INFINITY;
  const fastest = known.reduce((best, candidate) => (waitOf(candidate) < waitOf(best) ? candidate : best));
  yield* contest.raise([fastest], full);
  return waitOf(fastest);
}

/** The same contest among those that do not wait longer. */
function withCeiling({ archive, space, goal, full }: Contest, ceiling: number): Contest {
  return new Contest(archive, space, { ...goal, ceiling }, full);
}

/** Half way in proportion: as many times longer than the least as the most is longer than it. A second each keeps zero out. */
function middleWait(most: number, least: number): number {
  return Math.max(least, Math.sqrt((most + 1) * (least + 1)) - 1);
}

/** What each contest is won by, of all that was proven for any of them: what waits less may cost less too. */
function* proveAll(contests: Readonly<Record<'cheapest' | 'balanced' | 'fastest', Contest>>, goal: Goal, settings: SearchSettings): Trials<Choice[]> {
  const proven: Candidate[] = [];
  for (const contest of [contests.cheapest, contests.fastest, contests.balanced]) {
    const candidate = yield* prove(contest, goal, settings);
    if (candidate !== null) proven.push(candidate);
  }
  return (['cheapest', 'balanced', 'fastest'] as const).flatMap((name) => {
    const contest = contests[name];
    const [candidate] = contest.ranked(proven);
    return candidate === undefined || contest.standing(candidate)?.violation !== 0 ? [] : [{ name, candidate }];
  });
}

/**
 * The best of the finalists that meets the objectives, as the user gave them, on seeds that the search has not seen; null where none does. What fails is followed by something that
 * waits clearly less: its like would fail too.
 */
function* prove(contest: Contest, goal: Goal, settings: SearchSettings): Trials<Candidate | null> {
  const { archive, full } = contest;
  // What looks best after a single run may have been left there when the runs were spent.
  yield* contest.raise(contest.ranked(contest.candidates(), 1).slice(0, promising), full);
  const known = contest.candidates().filter((candidate) => contest.countOf(candidate) === full);
  let left = contest.ranked(known).filter((candidate) => contest.standing(candidate)?.violation === 0);
  const waitOf = (candidate: Candidate): number => contest.standing(candidate)?.wait ?? Number.POSITIVE_INFINITY;
  const runs = full === 1 ? 1 : settings.proofRuns;
  let most = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < finalists; tries++) {
    const candidate = left.find((each) => waitOf(each) <= most) ?? left[0];
    if (candidate === undefined) return null;
    if (yield* isProven(archive, candidate, goal, runs, settings.hasHistory)) {
      const simple = yield* simplify(contest, candidate);
      const isSimple = simple !== candidate && (yield* isProven(archive, simple, goal, runs, settings.hasHistory));
      return isSimple ? simple : candidate;
    }
    left = left.filter((each) => each !== candidate);
    most = waitOf(candidate) * clearlyLess;
  }
  return null;
}

/** Takes back every change without which a configuration is better: fewer changes are better where the rest is alike. */
function* simplify(contest: Contest, candidate: Candidate): Trials<Candidate> {
  const { space, full } = contest;
  let simple = candidate;
  for (;;) {
    const without = candidateChanges(simple, space).flatMap((change) => withoutChange(simple, change, space) ?? []);
    const isBetter = (other: Candidate): boolean => contest.isBetter(other, simple);
    yield* contest.raise(without, 2);
    const hopeful = without.filter(isBetter);
    yield* contest.raise(hopeful, full);
    const [best] = contest.ranked(hopeful.filter(isBetter));
    if (best === undefined) return simple;
    simple = best;
  }
}

function* isProven(archive: Archive, candidate: Candidate, goal: Goal, runs: number, hasHistory: boolean): Trials<boolean> {
  const arm = (set: SeedSet): Arm => ({ candidate, set, variant: asIs });
  // A few seeds first: what fails on them need not fail on all.
  for (const n of runs > fullReplications ? [fullReplications, runs] : [runs]) {
    yield* archive.raise([arm('proof')], n);
    const replications = archive.of(arm('proof'));
    const isMet = n < runs ? goal.objectives.every((objective) => judgeObjective(objective, replications).ok) : standing(replications, goal).violation === 0;
    if (!isMet) return false;
  }
  if (!hasHistory) return true;
  yield* archive.raise([arm('history')], 1);
  return goal.objectives.every((objective) => judgeObjective(objective, archive.of(arm('history'))).ok);
}

/** Of all that were tried the one that misses the objectives by least. */
function* nearest(contest: Contest, { proofRuns }: SearchSettings): Trials<Candidate> {
  const { archive, full, space } = contest;
  const [best = space.today] = contest.ranked(contest.candidates().filter((candidate) => contest.countOf(candidate) === full));
  yield* archive.raise([{ candidate: best, set: 'proof', variant: asIs }], full === 1 ? 1 : proofRuns);
  return best;
}
