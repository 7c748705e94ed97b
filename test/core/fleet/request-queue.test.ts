import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RequestQueue } from '../../../core/fleet/request-queue.ts';

type Operation = { readonly kind: 'push' | 'accept' | 'shift' | 'drop'; readonly count: number };

const operations = fc.array(
  fc.record({ kind: fc.constantFrom<Operation['kind']>('push', 'push', 'accept', 'shift', 'drop'), count: fc.integer({ min: 0, max: 5 }) }),
  {
    maxLength: 200,
  },
);

interface Plain {
  readonly requestedAt: number;
  readonly acceptedAt: number;
}

describe('requests', () => {
  test('come out in the order in which they went in, as from a plain list', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        let [queued, accepted] = [new RequestQueue(), new RequestQueue()];
        const plain: { queued: number[]; accepted: Plain[] } = { queued: [], accepted: [] };
        steps.forEach(({ kind, count }, at) => {
          if (kind === 'push') {
            queued.push(count, at, null);
            plain.queued.push(...Array<number>(count).fill(at));
          } else if (kind === 'accept') {
            queued.moveTo(accepted, count, at);
            plain.accepted.push(...plain.queued.splice(0, count).map((requestedAt) => ({ requestedAt, acceptedAt: at })));
          } else if (kind === 'shift') {
            expect(accepted.shift()).toBe(plain.accepted.shift()?.requestedAt ?? null);
          } else {
            accepted.drop(count);
            plain.accepted.splice(0, count);
          }
          expect([queued.size, accepted.size]).toEqual([plain.queued.length, plain.accepted.length]);
          expect(accepted.acceptedBy(at - 20)).toBe(plain.accepted.filter(({ acceptedAt }) => acceptedAt <= at - 20).length);
          if (at % 7 === 0) [queued, accepted] = [restored(queued), restored(accepted)];
        });
      }),
    );
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
