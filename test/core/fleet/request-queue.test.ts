import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RequestQueue } from '../../../core/fleet/request-queue.ts';

type Operation = { readonly kind: 'push' | 'accept' | 'shift' | 'drop'; readonly count: number };

const operations = fc.array(
  fc.record({ kind: fc.constantFrom<Operation['kind']>('push', 'push', 'accept', 'shift', 'drop'), count: fc.integer({ min: 0, max: 5 }) }),
  {
    maxLength: 200,
    size: 'max',
  },
);

describe('requests', () => {
  test('come out in the order in which they went in; what is owed since a time is the least that was open from then on, less what was dropped of it', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        let [queued, accepted] = [new RequestQueue(), new RequestQueue()];
        // When those accepted were queued; and how many would be open after each step if none had been dropped.
        const plain: { queued: number[]; accepted: number[]; open: number[] } = { queued: [], accepted: [], open: [] };
        let droppedCount = 0;
        steps.forEach(({ kind, count }, at) => {
          if (kind === 'push') {
            queued.push(count, at, null);
            plain.queued.push(...Array<number>(count).fill(at));
          } else if (kind === 'accept') {
            queued.moveTo(accepted, count, at);
            plain.accepted.push(...plain.queued.splice(0, count));
          } else if (kind === 'shift') {
            expect(accepted.shift()).toBe(plain.accepted.shift() ?? null);
          } else {
            accepted.drop(count);
            droppedCount += plain.accepted.splice(0, count).length;
          }
          expect([queued.size, accepted.size]).toEqual([plain.queued.length, plain.accepted.length]);
          plain.open.push(accepted.size + droppedCount);
          // The longest debts are dropped first.
          expect(accepted.acceptedBy(at - 20)).toBe(at < 20 ? 0 : Math.max(0, Math.min(...plain.open.slice(at - 20)) - droppedCount));
          if (at % 7 === 0) [queued, accepted] = [restored(queued), restored(accepted)];
        });
      }),
    );
  });

  test('that the fleet lost show themselves however many others it answers', () => {
    const queue = new RequestQueue();
    queue.push(1, 0, 0);
    for (let at = 10; at <= 1000; at += 10) {
      queue.push(1, at, at);
      queue.shift();
    }
    expect(queue.acceptedBy(0)).toBe(1);
  });

  test('that were never accepted are accepted by no time', () => {
    const queue = new RequestQueue();
    queue.push(3, 0, null);
    expect(queue.acceptedBy(Infinity)).toBe(0);
  });
});

function restored(queue: RequestQueue): RequestQueue {
  const copy = new RequestQueue();
  copy.restore(queue.save());
  return copy;
}
