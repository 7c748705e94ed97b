import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../house/repository.ts';

/** Makes objects that live for a while, as loading a program does, and prints what the nursery of the heap then takes, in bytes. */
const load = `
  const kept = [];
  for (let round = 0; round < 400_000; round++) kept[round % 100_000] = { round, text: String(round) };
  const { getHeapSpaceStatistics } = await import('node:v8');
  console.log(getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size);
`;

function nursery(before: string): number {
  return Number(spawnSync(process.execPath, ['--input-type=module', '-e', before + load], { encoding: 'utf8' }).stdout);
}

test('loading does not make the nursery of a manager’s heap grow', () => {
  const spare = `const { spareMemory } = await import(${JSON.stringify(join(root, 'cli/commands/drydock/spare-memory.ts'))}); spareMemory();`;
  const [spared, usual] = [nursery(spare), nursery('')];
  expect(usual).toBeGreaterThan(8e6);
  expect(spared).toBeLessThan(usual / 2);
});
