import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvariantError } from '../../../core/assert.ts';
import { VmSlots } from '../../../core/nesting/vm-slots.ts';

test('a VM created on an occupied slot stomps the one that is there', () => {
  const slots = new VmSlots(2);
  expect(slots.create(1, 'nesting-a')).toBeNull();
  expect(slots.create(1, 'nesting-b')).toBe('nesting-a');
  expect(slots.vms).toEqual(['nesting-b']);
});

test('a VM that was stomped cannot be deleted any more, and its successor stays', () => {
  const slots = new VmSlots(1);
  slots.create(0, 'nesting-a');
  slots.create(0, 'nesting-b');
  expect(slots.delete('nesting-a')).toBe(false);
  expect(slots.delete('nesting-b')).toBe(true);
  expect(slots.vms).toEqual([]);
});

test('on an instance that is made ready every VM is a stray, and later those of no running job', () => {
  const slots = new VmSlots(2);
  slots.create(0, 'nesting-a');
  slots.create(1, 'nesting-b');
  expect(slots.strays(new Set())).toEqual(['nesting-a', 'nesting-b']);
  expect(slots.strays(new Set(['nesting-b']))).toEqual(['nesting-a']);
});

test('a slot that the host does not have, or a VM that exists, is a broken rule', () => {
  const slots = new VmSlots(2);
  slots.create(0, 'nesting-a');
  expect(() => slots.create(2, 'nesting-b')).toThrow(InvariantError);
  expect(() => slots.create(1, 'nesting-a')).toThrow(InvariantError);
});

test('there are never more VMs than slots, nor two on one slot, though half of all deletions are lost', () => {
  const job = fc.record({ slot: fc.nat({ max: 2 }), deleted: fc.boolean() });
  fc.assert(
    fc.property(fc.array(job), (jobs) => {
      const slots = new VmSlots(3);
      jobs.forEach(({ slot, deleted }, index) => {
        const before = slots.vms;
        const stomped = slots.create(slot, `nesting-${String(index)}`);
        expect(slots.vms).toHaveLength(before.length + (stomped === null ? 1 : 0));
        expect(slots.vms.length).toBeLessThanOrEqual(3);
        if (deleted) expect(slots.delete(`nesting-${String(index)}`)).toBe(true);
      });
    }),
  );
});
