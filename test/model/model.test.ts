import { expect, test } from 'vitest';
import { check } from '../properties/check.ts';
import { history } from './history.ts';
import { SideBySide } from './side-by-side.ts';

test('the core and the model decide alike over random histories', () => {
  const counts = new Map<string, number>();
  check(
    'model',
    history,
    (drawn) => {
      const sideBySide = new SideBySide(drawn);
      sideBySide.play();
      for (const [what, count] of sideBySide.counts) counts.set(what, (counts.get(what) ?? 0) + count);
    },
    300,
  );
  expect([...counts.keys()].sort()).toEqual(['bind', 'no-available-capacity', 'no-potential-capacity', 'remove', 'scale-up', 'withdraw']);
});
