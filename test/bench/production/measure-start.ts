import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cleanDocker } from '../../../adapters/fleets/docker/clean.ts';
import { BenchCoordinator } from './bench-coordinator.ts';
import { configText } from './config-text.ts';
import { freshDockerTable, type DockerTable } from './docker-table.ts';
import { ManagerUnderTest } from './manager-under-test.ts';
import { median } from './median.ts';

const starts = 15;

/**
 * From the start of the process to the first job request, with `idle_count = 0` and the docker fleet: hosts of a static one are there at the start, and looked over first. Beside it, in the same round, what Node itself needs to start and end, and once
 * the first start of all, when no compiled code is kept yet.
 */
export async function measureStart(): Promise<string[]> {
  const table = freshDockerTable();
  try {
    const first = await startOnce(table, { fresh: true });
    await startOnce(table, { fresh: false });
    const times: { start: number; node: number }[] = [];
    for (let round = 0; round < starts; round++) times.push({ start: await startOnce(table, { fresh: false }), node: nodeAlone() });
    return [
      `run-start ${median(times.map(({ start }) => start)).toFixed(3)} s`,
      `run-start-best ${Math.min(...times.map(({ start }) => start)).toFixed(3)} s`,
      `run-start-first ${first.toFixed(3)} s`,
      `run-start-node ${median(times.map(({ node }) => node)).toFixed(3)} s`,
    ];
  } finally {
    await cleanDocker({ host: '', name: table.name }, AbortSignal.timeout(30_000));
  }
}

async function startOnce(table: DockerTable, { fresh }: { readonly fresh: boolean }): Promise<number> {
  const coordinator = await BenchCoordinator.start();
  const common = { url: coordinator.url, token: coordinator.token, concurrent: 10, capacity: 10, instances: 1, idle: 0, plugin: 'docker' } as const;
  const from = performance.now();
  const manager = ManagerUnderTest.plain(
    (folder) => configText({ ...common, pluginConfig: table.text }, folder),
    (folder) => (fresh ? { NODE_COMPILE_CACHE: join(folder, 'compiled') } : {}),
  );
  try {
    return ((await coordinator.firstPoll) - from) / 1000;
  } finally {
    await manager.stop();
    await coordinator.close();
  }
}

function nodeAlone(): number {
  const from = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return (performance.now() - from) / 1000;
}
