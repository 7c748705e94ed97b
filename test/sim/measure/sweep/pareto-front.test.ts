import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paretoFront, type Tradeoff } from '../../../../sim/measure/sweep/pareto-front.ts';

/** Few values, so that there are ties and twins. */
const figure = fc.option(fc.integer({ min: 0, max: 6 }), { freq: 8 });
const points = fc.array(fc.record({ cost: figure, wait: figure }), { maxLength: 25 });

function beats(a: Tradeoff, b: Tradeoff): boolean {
  if (a.cost === null || a.wait === null || b.cost === null || b.wait === null) return false;
  return a.cost <= b.cost && a.wait <= b.wait && (a.cost < b.cost || a.wait < b.wait);
}

test('the front is just the points that none beats, by trying all against all', () => {
  fc.assert(
    fc.property(points, (of) => {
      const expected = of.flatMap((point, index) => (point.cost === null || point.wait === null || of.some((other) => beats(other, point)) ? [] : [index]));
      expect(paretoFront(of).toSorted((a, b) => a - b)).toEqual(expected);
    }),
  );
});

test('along the front cost grows and waiting shrinks', () => {
  fc.assert(
    fc.property(points, (of) => {
      const front = paretoFront(of).map((index) => of[index]!);
      for (const [index, point] of front.slice(1).entries()) {
        const before = front[index]!;
        expect(point.cost! >= before.cost! && point.wait! <= before.wait!).toBe(true);
      }
    }),
  );
});
