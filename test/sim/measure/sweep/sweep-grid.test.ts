import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gridPoint, gridSize } from '../../../../sim/measure/sweep/sweep-grid.ts';

test('a grid has every combination once, the last axis turning fastest', () => {
  const axes = [
    { path: 'a', values: [1, 2] },
    { path: 'b', values: ['x', 'y', 'z'] },
  ];
  const points = Array.from({ length: gridSize(axes) }, (_, index) => gridPoint(axes, index).map(({ value }) => value));
  expect(points).toEqual([
    [1, 'x'],
    [1, 'y'],
    [1, 'z'],
    [2, 'x'],
    [2, 'y'],
    [2, 'z'],
  ]);
});

test('a following axis adds no point, and has the value of the one that it follows, wherever it stands', () => {
  const axes = [
    { path: 'concurrent', follow: 'max' },
    { path: 'max', values: [2, 4] },
  ];
  expect(gridSize(axes)).toBe(2);
  expect(gridPoint(axes, 1)).toEqual([
    { path: 'concurrent', value: 4 },
    { path: 'max', value: 4 },
  ]);
});

test('no two points of a grid of different values are the same', () => {
  const lists = fc.array(fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(lists, (values) => {
      const axes = values.map((list, index) => ({ path: `p${index}`, values: list }));
      const points = Array.from({ length: gridSize(axes) }, (_, index) => JSON.stringify(gridPoint(axes, index)));
      expect(new Set(points).size).toBe(values.reduce((product, list) => product * list.length, 1));
    }),
  );
});
