import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CapacityInputs, Decision } from '../../../core/decision.ts';
import { smallestChange } from '../../../sim/text/smallest-change.ts';

const inputs: CapacityInputs = { acquired: 0, pending: 0, reserved: 0, free: 0, readyFree: 0, idleTarget: 0, instances: 0, maxInstances: 10 };

function growth(parts: Partial<CapacityInputs>, rest: Partial<Extract<Decision, { kind: 'scale-up' }>>): Decision {
  return { kind: 'scale-up', wanted: 1, granted: 1, limit: 'none', inputs: { ...inputs, ...parts }, ...rest };
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
      const told = smallestChange(growth(at, { wanted, granted: wanted }), slots)!;
      const more = Number(/^with (\d+) more free slot/.exec(told)![1]);
      expect(required({ ...at, free: free + more }, slots)).toBe(wanted - 1);
      expect(required({ ...at, free: free + more - 1 }, slots)).toBe(wanted);
      expect(told.endsWith(wanted === 1 ? ': none' : `: ${wanted - 1}`)).toBe(true);
    }),
  );
});

test('growth that the limit holds back would be one more with a limit of one more', () => {
  expect(smallestChange(growth({ pending: 5, instances: 8 }, { wanted: 5, granted: 2, limit: 'max-instances' }), 1)).toBe('with max_instances 11: 3 of them');
});

test('growth that a throttle holds back would have gone as far as there is room', () => {
  expect(smallestChange(growth({ pending: 5, instances: 8 }, { wanted: 5, granted: 1, limit: 'throttle' }), 1)).toBe('without that: 2 of them');
});

test('a job that is not requested for lack of a ready slot needs as many as reservations are beyond those that are ready, and one', () => {
  const refused = (reserved: number, readyFree: number): string | null =>
    smallestChange({ kind: 'refuse-reservation', reason: 'no-available-capacity', inputs: { ...inputs, reserved, readyFree } }, 1);
  expect(refused(0, 0)).toBe('with 1 more ready slot: one is requested');
  expect(refused(3, 2)).toBe('with 2 more ready slots: one is requested');
  expect(refused(0, 1)).toBe(null);
});

test('of what the inputs do not tell nothing is said', () => {
  expect(smallestChange({ kind: 'remove', id: 'i-1', reason: 'idle', inputs }, 1)).toBe(null);
  expect(smallestChange(growth({ pending: 9 }, { wanted: 2, granted: 2 }), 1)).toBe(null);
});
