import type { Candidate } from './candidate.ts';
import type { Contest } from './contest.ts';
import { repairCandidate } from './repair-candidate.ts';
import type { Trials } from './trial.ts';

/** Instances for each slot of the peak: one more for every two that boots or goes. */
const instancesPerSlot = 1.5;

/** Where to look for the room that a configuration needs. */
export interface RoomSearch {
  /** Replications on which it must be enough. */
  readonly n: number;
  /** A number of instances that is thought to be about right; null for no idea. */
  readonly near: number | null;
}

/**
 * Finds how few instances a configuration needs to meet the objectives, all else as it is: by bisection, since more room never waits longer, or hardly ever; from a number that
 * is about right in steps that double. @returns the candidate with the fewest that met them; with the most where none did.
 */
export function* leastRoom(contest: Contest, family: Candidate, { n, near }: RoomSearch): Trials<Candidate> {
  const { space } = contest;
  const { ranges, demand } = space;
  const capacity = Math.max(1, family.capacityPerInstance);
  const withRoom = (maxInstances: number): Candidate => {
    return repairCandidate({ ...family, maxInstances, concurrent: Math.min(ranges.concurrent.max, maxInstances * capacity + space.otherSlots) }, space);
  };
  const isMet = function* (instances: number): Trials<boolean> {
    const candidate = withRoom(instances);
    yield* contest.raise([candidate], n);
    return contest.standing(candidate, n)?.violation === 0;
  };
  const most = Math.max(ranges.max_instances.min, Math.min(ranges.max_instances.max, Math.ceil((instancesPerSlot * demand.peak) / capacity) + 1));
  if (!space.free.has('max_instances')) return withRoom(most);
  let [tooFew, enough] = yield* bounds(isMet, { least: ranges.max_instances.min, most, near });
  while (enough !== null && enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (yield* isMet(middle)) enough = middle;
    else tooFew = middle;
  }
  return withRoom(enough ?? most);
}

/** A number of instances that is too few and one that is enough; null where the most are not. */
function* bounds(
  isMet: (instances: number) => Trials<boolean>,
  { least, most, near }: { least: number; most: number; near: number | null },
): Trials<[number, number | null]> {
  if (near === null) return [least - 1, (yield* isMet(most)) ? most : null];
  const from = Math.max(least, Math.min(most, near));
  if (yield* isMet(from)) {
    let enough = from;
    for (let step = 1; enough - step >= least; step *= 2) {
      if (!(yield* isMet(enough - step))) return [enough - step, enough];
      enough -= step;
    }
    return [least - 1, enough];
  }
  let tooFew = from;
  for (let step = 1; tooFew < most; step *= 2) {
    const next = Math.min(most, tooFew + step);
    if (yield* isMet(next)) return [tooFew, next];
    tooFew = next;
  }
  return [most, null];
}
