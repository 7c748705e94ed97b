import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { registerNodeMetrics } from '../../../adapters/metrics/node-metrics.ts';
import { root } from '../../house/repository.ts';

/** Rests for half a second, and prints how often the process gave the processor away meanwhile, which it does each time that something has woken it. */
const rest = `
  const before = process.resourceUsage().voluntaryContextSwitches;
  setTimeout(() => console.log(process.resourceUsage().voluntaryContextSwitches - before), 500);
`;

test('a process at rest is not woken by its metrics', () => {
  const program = `
    const { Registry } = await import('prom-client');
    const { registerNodeMetrics } = await import(${JSON.stringify(join(root, 'adapters/metrics/node-metrics.ts'))});
    registerNodeMetrics(new Registry());
    setTimeout(() => { ${rest} }, 200);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', cwd: root });
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(Number(stdout)).toBeLessThan(25);
});

test('the share of time in which the event loop was busy is that since the last scrape', async () => {
  const registry = new Registry();
  registerNodeMetrics(registry);
  const utilization = async (): Promise<number> => Number(/^nodejs_eventloop_utilization (\S+)$/m.exec(await registry.metrics())![1]);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await utilization();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await utilization()).toBeLessThan(0.5);
  const until = performance.now() + 100;
  while (performance.now() < until);
  expect(await utilization()).toBeGreaterThan(0.8);
});
