import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cleanDocker } from '../../../adapters/fleets/docker/clean.ts';
import { startSshd } from '../../servers/sshd.ts';
import { BenchCoordinator } from './bench-coordinator.ts';
import { configText, staticHosts } from './config-text.ts';
import { freshDockerTable } from './docker-table.ts';
import { ManagerUnderTest } from './manager-under-test.ts';

const held = 50;
const settleMs = 3000;

/** Resident memory of a manager that has nothing to do, over containers and over hosts, and of one with fifty jobs in their scripts. */
export async function measureMemory(): Promise<string[]> {
  return [`run-memory-idle-docker ${(await idleOnContainers()).toFixed(0)} MB`, ...(await onHosts())];
}

/** With an instance that the manager has made and reached: it keeps what it loaded for that. */
async function idleOnContainers(): Promise<number> {
  const [coordinator, table] = [await BenchCoordinator.start(), freshDockerTable()];
  const common = { url: coordinator.url, token: coordinator.token, concurrent: held, capacity: held, instances: 1, idle: held, plugin: 'docker' } as const;
  const manager = ManagerUnderTest.measured((folder) => configText({ ...common, pluginConfig: table.text }, folder));
  try {
    // Jobs are asked for when the instance is ready.
    await coordinator.firstPoll;
    await pause(settleMs);
    return (await manager.usage()).memoryMb;
  } finally {
    await manager.stop();
    await Promise.all([coordinator.close(), cleanDocker({ host: '', name: table.name }, AbortSignal.timeout(30_000))]);
  }
}

async function onHosts(): Promise<string[]> {
  const [coordinator, sshd] = await Promise.all([BenchCoordinator.start(), startSshd()]);
  const host = { host: '127.0.0.1', port: sshd.port, user: sshd.user, key: sshd.key };
  const common = { url: coordinator.url, token: coordinator.token, concurrent: held, capacity: held, instances: 1, idle: held, plugin: 'static' } as const;
  const manager = ManagerUnderTest.measured((folder) => configText({ ...common, pluginConfig: staticHosts([host], folder) }, folder));
  try {
    await coordinator.firstPoll;
    await pause(settleMs);
    const idle = await manager.usage();
    // Reading a pipe that nobody writes to holds a job without any work.
    const gate = join(manager.folder, 'gate');
    execFileSync('mkfifo', [gate]);
    const jobs = Array.from({ length: held }, () => coordinator.run([`echo waiting; read -r _ < '${gate}' || :`]));
    while (coordinator.waiting < held) await pause(50);
    await pause(settleMs);
    const busy = await manager.usage();
    await (await open(gate, 'w')).close();
    await Promise.all(jobs);
    await pause(settleMs);
    const after = await manager.usage();
    return [`run-memory-idle ${idle.memoryMb.toFixed(0)} MB`, `run-memory ${busy.memoryMb.toFixed(0)} MB`, `run-memory-after ${after.memoryMb.toFixed(0)} MB`];
  } finally {
    await manager.stop();
    await Promise.all([coordinator.close(), sshd.stop()]);
  }
}
