import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Instance } from '../../../core/fleet/instance.ts';
import { ReadyQueue } from '../../../core/scaling/ready-queue.ts';

const instanceCount = 200;

test('the oldest instance with a usable slot is found, whatever fills up and comes free', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ which: fc.nat(instanceCount - 1), avoids: fc.boolean() }), { minLength: 1, maxLength: 600, size: 'max' }), (steps) => {
      const queue = new ReadyQueue();
      const instances = Array.from({ length: instanceCount }, (_, index) => new Instance(index + 1, `i-${String(index + 1)}`, 'running', 'requested', 0, 0));
      for (const instance of instances) {
        Object.assign(instance, { readiness: 'ready', usableCount: 1 });
        queue.offer(instance);
      }
      for (const { which, avoids } of steps) {
        const instance = instances[which]!;
        instance.usableCount = instance.usableCount === 0 ? 1 : 0;
        if (instance.usableCount > 0) queue.offer(instance);
        const avoided = avoids ? (instances.find(({ usableCount }) => usableCount > 0) ?? null) : null;
        const expected = instances.find((one) => one.usableCount > 0 && one !== avoided) ?? null;
        expect(queue.oldest(avoided)?.ordinal).toBe(expected?.ordinal);
      }
    }),
    { seed: 42, numRuns: 200 },
  );
});
