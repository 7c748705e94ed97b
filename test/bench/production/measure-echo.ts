import { startSshd } from '../../servers/sshd.ts';
import { dial, emptyShells, runAll } from './bare-sessions.ts';
import { BenchCoordinator } from './bench-coordinator.ts';
import { configText, staticHosts } from './config-text.ts';
import { ManagerUnderTest } from './manager-under-test.ts';
import { median } from './median.ts';

const rounds = 24;
const warmUps = 4;

/**
 * A job that prints a line, from the answer that brings it to its final report, as a multiple of four login shells over the same sshd in the same round. Its connection
 * is open, as it is after a ready command or an earlier job. With it, the manager's processor time for jobs that come one after the other.
 */
export async function measureEcho(): Promise<string[]> {
  const [coordinator, sshd] = await Promise.all([BenchCoordinator.start(), startSshd()]);
  const host = { host: '127.0.0.1', port: sshd.port, user: sshd.user, key: sshd.key };
  const common = { url: coordinator.url, token: coordinator.token, concurrent: 1, capacity: 1, instances: 1, idle: 1, plugin: 'static' } as const;
  const manager = ManagerUnderTest.measured((folder) => configText({ ...common, pluginConfig: staticHosts([host], folder) }, folder));
  const client = await dial(host);
  try {
    for (let warmUp = 0; warmUp < warmUps; warmUp++) {
      await coordinator.run();
      await runAll(client, emptyShells);
    }
    const before = await manager.usage();
    const measured: { jobMs: number; floorMs: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const { from, to } = await coordinator.run();
      const floorFrom = performance.now();
      await runAll(client, emptyShells);
      measured.push({ jobMs: to - from, floorMs: performance.now() - floorFrom });
    }
    const after = await manager.usage();
    return [
      `run-echo ${median(measured.map(({ jobMs, floorMs }) => jobMs / floorMs)).toFixed(2)} x`,
      `run-echo-job ${median(measured.map(({ jobMs }) => jobMs)).toFixed(1)} ms`,
      `run-echo-floor ${median(measured.map(({ floorMs }) => floorMs)).toFixed(1)} ms`,
      `run-echo-cpu ${((after.cpuMs - before.cpuMs) / rounds).toFixed(1)} ms`,
    ];
  } finally {
    client.end();
    await manager.stop();
    await Promise.all([coordinator.close(), sshd.stop()]);
  }
}
