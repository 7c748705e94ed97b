import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { root } from '../house/repository.ts';

type FirstFleet = (metric: string, seed?: number) => number | null;

test('the example of the simulator plays a day, the same one for the same seed', async () => {
  const example = pathToFileURL(join(root, 'docs/examples/sim/first-fleet.ts')).href;
  const { firstFleet } = (await import(example)) as { firstFleet: FirstFleet };
  expect(firstFleet('jobs.arrived')).toBeGreaterThan(400);
  expect(firstFleet('wait.p50')).toBeLessThan(60);
  expect(firstFleet('wait.mean', 7)).toBe(firstFleet('wait.mean', 7));
  expect(firstFleet('wait.mean', 7)).not.toBe(firstFleet('wait.mean', 8));
});
