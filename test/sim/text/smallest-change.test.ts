import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CapacityInputs, Decision } from '../../../core/decision.ts';
import { smallestChange } from '../../../sim/text/smallest-change.ts';
import { FleetBench } from '../../core/scaling/fleet-bench.ts';

const inputs: CapacityInputs = { acquired: 0, pending: 0, reserved: 0, free: 0, readyFree: 0, idleTarget: 0, instances: 0, maxInstances: 10 };

function growth(parts: Partial<CapacityInputs>, rest: Partial<Extract<Decision, { kind: 'scale-up' }>>): Decision {
  return { kind: 'scale-up', wanted: 1, granted: 1, limit: 'none', inputs: { ...inputs, ...parts }, ...rest };
}

/** What is told of a decision on instances of so many slots. */
function told(decision: Decision, slots = 1, maxUseCount = 0): string | null {
  return smallestChange(decision, { capacityPerInstance: slots, maxUseCount }, (span) => `${span} ms`);
}

/** Instances that the capacity equation asks for. */
function required({ pending, idleTarget, free }: CapacityInputs, slots: number): number {
  return Math.ceil(Math.max(0, pending + idleTarget - free) / slots);
}

test('as many free slots more as it says ask for one instance less, and one slot fewer does not', () => {
  const count = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(count, count, count, fc.integer({ min: 1, max: 8 }), (pending, idleTarget, free, slots) => {
      const at = { ...inputs, pending, idleTarget, free };
      const wanted = required(at, slots);
      fc.pre(wanted > 0);
      const words = told(growth(at, { wanted, granted: wanted }), slots)!;
      const more = Number(/^with (\d+) more free slot/.exec(words)![1]);
      expect(required({ ...at, free: free + more }, slots)).toBe(wanted - 1);
      expect(required({ ...at, free: free + more - 1 }, slots)).toBe(wanted);
      expect(words.endsWith(wanted === 1 ? ': none' : `: ${wanted - 1}`)).toBe(true);
    }),
  );
});

test('growth that the limit holds back would be one more with a limit of one more', () => {
  expect(told(growth({ pending: 5, instances: 8 }, { wanted: 5, granted: 2, limit: 'max-instances' }))).toBe('with max_instances 11: 3 of them');
});

test('growth that a throttle holds back would have gone as far as there is room', () => {
  expect(told(growth({ pending: 5, instances: 8 }, { wanted: 5, granted: 1, limit: 'throttle' }))).toBe('without that: 2 of them');
});

test('a job that is not requested for lack of a ready slot needs as many as reservations are beyond those that are ready, and one', () => {
  const refused = (reserved: number, readyFree: number): string | null =>
    told({ kind: 'refuse-reservation', reason: 'no-available-capacity', inputs: { ...inputs, reserved, readyFree } });
  expect(refused(0, 0)).toBe('with 1 more ready slot: one is requested');
  expect(refused(3, 2)).toBe('with 2 more ready slots: one is requested');
  expect(refused(0, 1)).toBe(null);
});

type Removal = Extract<Decision, { kind: 'remove' }>;

/** What is removed at an instant (milliseconds) from a fleet of ready instances of one slot that have never had a job. */
function removedAt(at: number, instances: number, policy: { readonly idleCount: number; readonly idleTime: number }): Removal[] {
  return benchAt(at, instances, policy).decided('remove') as Removal[];
}

function benchAt(at: number, instances: number, policy: { readonly idleCount: number; readonly idleTime: number }): FleetBench {
  const bench = new FleetBench({ policy, autoscaler: { vmIsolation: true, maxInstances: 20, groupMaxSize: 20 } });
  bench.listed(...Array.from({ length: instances }, (_, index) => ({ id: `i-${index}`, state: 'running' as const })));
  const preparations = bench.effects.flatMap((effect) => (effect.kind === 'prepare-instance' ? [effect.op] : []));
  for (const op of preparations) bench.manager.step({ kind: 'instance-prepared', op, fault: null, at: 0 }, []);
  bench.wait(at - 1);
  bench.at = at;
  bench.tell({ kind: 'wake' });
  return bench;
}

test('an idle instance would have stayed with the idle target, or beyond the idle_time, that is told: tried on the core', () => {
  const policy = { idleCount: 2, idleTime: 60_000 };
  const went = removedAt(60_000, 5, policy);
  expect(went).toHaveLength(3);
  for (const [place, removal] of went.entries()) {
    expect(removal).toMatchObject({ slots: 1, idleFor: 60_000 });
    const words = told(removal)!;
    const target = Number(/an idle target of (\d+)/.exec(words)![1]);
    const isGone = (changed: Partial<typeof policy>): boolean => removedAt(60_000, 5, { ...policy, ...changed }).some(({ id }) => id === removal.id);
    expect(isGone({ idleCount: target - 1 })).toBe(true);
    expect(isGone({ idleCount: target })).toBe(false);
    expect(isGone({ idleTime: removal.idleFor! + 1 })).toBe(false);
    expect(words).toContain(`with ${3 - place} more job${place === 2 ? '' : 's'} in hand`);
    expect(words).toContain('an idle_time over 60000 ms: it stays');
  }
});

test('an instance that only a reservation keeps would not be withdrawn with the idle target that is told: tried on the core', () => {
  const policy = { idleCount: 0, idleTime: 60_000 };
  const withdrawn = (idleCount: number): Decision[] => benchAt(60_000, 2, { ...policy, idleCount }).decided('withdraw') as Decision[];
  const [decision] = withdrawn(0);
  const words = told(decision!)!;
  expect(words).toMatch(/^with 1 more job in hand, or an idle target of 1: it stays; without reservations: it is removed at once$/);
  expect(withdrawn(1)).toEqual([]);
  expect(told(decision!, 2, 3)).toBe('without reservations: it is removed at once');
});

test('an instance that is used up would have stayed for one job more with a use count of one more', () => {
  const removal: Decision = { kind: 'remove', id: 'i-1', reason: 'use-count', slots: 0, idleFor: 0, inputs };
  expect(told(removal, 1, 3)).toBe('with max_use_count 4: it stays for another job');
});

test('of what the inputs do not tell nothing is said', () => {
  expect(told({ kind: 'remove', id: 'i-1', reason: 'unhealthy', slots: 1, idleFor: null, inputs })).toBe(null);
  expect(told(growth({ pending: 9 }, { wanted: 2, granted: 2 }))).toBe(null);
});
