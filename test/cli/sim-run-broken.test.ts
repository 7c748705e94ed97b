import { expect, test, vi } from 'vitest';
import { InvariantError } from '../../core/assert.ts';
import type { WorldOptions } from '../../sim/world/world.ts';
import { folder, smallConfig, smallScenario } from './fixture.ts';
import { sim } from './memory-io.ts';

vi.mock('../../sim/simulate.ts', () => ({
  simulate(_plan: unknown, seed: number, options: WorldOptions): never {
    for (let count = 0; count < 50; count++) {
      options.onStep?.({ kind: 'wake', at: count }, [{ kind: 'increase', op: count, runner: 0, count }], undefined as never);
    }
    if (seed === 404) throw new TypeError('something else');
    throw new InvariantError('no instance is used twice');
  },
}));

const write = folder();
write('config.toml', smallConfig);
const scenario = write('small.yaml', smallScenario());

test('a broken invariant exits with 109 and says the seed, the command that shows it again and the last decisions', async () => {
  const { code, stderr } = await sim(['run', scenario, '--seed', '7', '--set', 'concurrent=3', '--workers', '0']);
  expect(code).toBe(109);
  expect(stderr).toContain('with seed 7: no instance is used twice');
  expect(stderr).toContain(`sim run ${scenario} --set concurrent=3 --seed 7 --replications 1 --events events.jsonl`);
  expect(stderr.match(/"count":\d+/g)).toEqual(Array.from({ length: 20 }, (_, index) => `"count":${index + 30}`));
});

test('anything unexpected exits with 1 and says what a report needs', async () => {
  const { code, stderr } = await sim(['run', scenario, '--seed', '404', '--workers', '0']);
  expect(code).toBe(1);
  expect(stderr).toContain(`the command: sim run ${scenario} --seed 404`);
  expect(stderr).toContain('TypeError: something else');
});
