import { expect, test } from 'vitest';
import { ConcurrentIdPool } from '../../../adapters/shell/concurrent-ids.ts';

test('jobs of a runner have the lowest free numbers, counted over all and by project', () => {
  const pool = new ConcurrentIdPool();
  const first = pool.take(1);
  const second = pool.take(2);
  const third = pool.take(1);
  expect([first, second, third]).toEqual([
    { concurrentId: 0, concurrentProjectId: 0 },
    { concurrentId: 1, concurrentProjectId: 0 },
    { concurrentId: 2, concurrentProjectId: 1 },
  ]);
  pool.release(1, first);
  expect(pool.take(2)).toEqual({ concurrentId: 0, concurrentProjectId: 1 });
  expect(pool.take(1)).toEqual({ concurrentId: 3, concurrentProjectId: 0 });
});

test('a project that has no job any more begins anew', () => {
  const pool = new ConcurrentIdPool();
  pool.release(5, pool.take(5));
  expect(pool.take(5)).toEqual({ concurrentId: 0, concurrentProjectId: 0 });
});
