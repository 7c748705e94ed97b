import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causes, type Cause } from '../../../sim/measure/cause.ts';
import { RandomStream } from '../../../sim/random/random-stream.ts';
import { candidateChanges } from '../../../sim/recommend/candidate-changes.ts';
import { candidateKey, slotsOf, type Candidate } from '../../../sim/recommend/candidate.ts';
import { isWithinBounds } from '../../../sim/recommend/is-within-bounds.ts';
import { moves, type Pressure } from '../../../sim/recommend/moves.ts';
import { repairCandidate } from '../../../sim/recommend/repair-candidate.ts';
import { searchKeys, type SearchKey } from '../../../sim/recommend/search-key.ts';
import { amplestCandidate, randomCandidate, startingFamilies } from '../../../sim/recommend/starting-points.ts';
import { spaceWith, tenInstances } from './fixture.ts';

function pressure(cause: Cause | null): Pressure {
  return { violated: cause !== null, shares: Object.fromEntries(causes.map((each) => [each, each === cause ? 1 : 0])) as Pressure['shares'] };
}

function firstKeys(cause: Cause | null, count: number): Set<SearchKey> {
  return new Set(
    moves(tenInstances, spaceWith(), pressure(cause))
      .slice(0, count)
      .map(({ key }) => key),
  );
}

test.each([
  ['limit', ['max_instances', 'concurrent']],
  ['scale-up', ['idle_count', 'idle_time']],
  ['policy', ['preemptive_mode']],
  ['request-pacing', ['request_concurrency']],
] as const)('against waiting for %s the keys that have a hold on it come first', (cause, keys) => {
  expect(keys).toContain([...firstKeys(cause, 1)][0]);
});

test('where all is met, less that idles comes first', () => {
  expect([...firstKeys(null, 3)]).toEqual(['idle_count']);
});

test('each move is another configuration, and none is there twice', () => {
  const found = moves(tenInstances, spaceWith(), pressure('limit')).map(({ candidate }) => candidateKey(candidate));
  expect(new Set(found).size).toBe(found.length);
  expect(found).not.toContain(candidateKey(tenInstances));
  expect(found.length).toBeGreaterThan(20);
});

test('a policy for busy hours can come, change its hours and go', () => {
  const space = spaceWith();
  const opened = moves(tenInstances, space, pressure(null)).filter(({ key }) => key === 'periods');
  expect(opened.map(({ candidate }) => candidate.policies.length)).toEqual([2, 2, 2]);
  const closed = moves(opened[0]!.candidate, space, pressure(null)).filter(({ key }) => key === 'periods');
  expect(closed.map(({ candidate }) => candidate.policies.length)).toContain(1);
});

describe('whatever a search proposes', () => {
  const seeds = fc.integer({ min: 0, max: 1e9 });
  const pinned = fc.subarray([...searchKeys]).map((keys) => new Set<SearchKey>(searchKeys.filter((key) => !keys.includes(key))));

  /** A walk of random candidates and of moves from them. */
  function walk(seed: number, free: ReadonlySet<SearchKey>): Candidate[] {
    const space = spaceWith({ free });
    const random = new RandomStream(seed, 'test');
    const at = randomCandidate(space, random);
    const cause = causes[seed % causes.length]!;
    return [
      at,
      ...moves(at, space, pressure(cause)).map(({ candidate }) => candidate),
      ...startingFamilies(space).map((family) => repairCandidate(family, space)),
    ];
  }

  test('a pinned key keeps the value of today', () => {
    fc.assert(
      fc.property(seeds, pinned, (seed, free) => {
        for (const candidate of walk(seed, free)) {
          const changed = candidateChanges(candidate, spaceWith({ free })).filter(({ policy }) => policy === null || policy < 1);
          expect(changed.filter(({ key }) => !free.has(key))).toEqual([]);
          if (!free.has('periods')) expect(candidate.policies.length).toBe(1);
        }
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  test('no slot is paid for that concurrent or limit would leave unused, and no more slots idle than there are', () => {
    fc.assert(
      fc.property(seeds, pinned, (seed, free) => {
        for (const candidate of walk(seed, free)) {
          const isShrinkable = free.has('max_instances') || free.has('concurrent') || !free.has('capacity_per_instance');
          if (isShrinkable) expect(slotsOf(candidate)).toBeLessThanOrEqual(candidate.concurrent);
          if (free.has('idle_count')) for (const { idleCount } of candidate.policies) expect(idleCount).toBeLessThanOrEqual(slotsOf(candidate));
          expect(candidate.maxInstances).toBeLessThanOrEqual(60);
          for (const { idleCount, preemptiveMode } of candidate.policies) expect(idleCount === 0 && preemptiveMode === true).toBe(false);
        }
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  test('what is repaired needs no more repair', () => {
    fc.assert(
      fc.property(seeds, pinned, (seed, free) => {
        for (const candidate of walk(seed, free)) expect(repairCandidate(candidate, spaceWith({ free }))).toEqual(candidate);
      }),
      { numRuns: 40, seed: 3 },
    );
  });
});

test('no configuration that a search comes to is beyond the ranges that the user gave, whatever the file has', () => {
  const bound = (max: number): { min: number; max: number } => ({ min: 1, max });
  const { ranges } = spaceWith();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(1000),
      (instances, jobs, uses, seed) => {
        const space = spaceWith({
          ranges: { ...ranges, max_instances: bound(instances), concurrent: bound(jobs), max_use_count: bound(uses) },
          bounded: new Set(['max_instances', 'concurrent', 'max_use_count']),
        });
        const drawn = [...startingFamilies(space), amplestCandidate(space), randomCandidate(space, new RandomStream(seed, 'test'))];
        const found = drawn
          .map((candidate) => repairCandidate(candidate, space))
          .flatMap((candidate) => [candidate, ...moves(candidate, space, pressure('limit')).map((move) => move.candidate)]);
        for (const { maxInstances, concurrent, maxUseCount } of found) {
          expect([maxInstances >= 1 && maxInstances <= instances, concurrent >= 1 && concurrent <= jobs, maxUseCount >= 1 && maxUseCount <= uses]).toEqual([
            true,
            true,
            true,
          ]);
        }
        expect(isWithinBounds(tenInstances, space)).toBe(false);
      },
    ),
  );
});
