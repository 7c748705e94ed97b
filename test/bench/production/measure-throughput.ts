import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { cleanDocker } from '../../../adapters/fleets/docker/clean.ts';
import { fleetFrom } from '../../contract/fleet-from.ts';
import { startSshd, type Sshd } from '../../servers/sshd.ts';
import { dial, emptyShells, runAll, type BareCommand, type BareHost } from './bare-sessions.ts';
import { BenchCoordinator } from './bench-coordinator.ts';
import { configText, staticHosts } from './config-text.ts';
import { freshDockerTable } from './docker-table.ts';
import { jobCommands } from './job-commands.ts';
import { ManagerUnderTest } from './manager-under-test.ts';
import { median } from './median.ts';

const atOnce = 50;
const jobs = 200;
const rounds = 5;
const instances = 5;
const capacity = atOnce / instances;
/** As many as the manager opens to an instance for so many jobs: eight share one. */
const connectionsPerInstance = Math.ceil(capacity / 8);

/** Hosts for the manager, and others of the same kind for the floor. */
interface Ground {
  readonly plugin: 'static' | 'docker';
  pluginConfig(folder: string): string;
  readonly bareHosts: readonly BareHost[];
  clean(): Promise<void>;
}

/**
 * Trivial jobs a second, fifty at once over five instances, as a share of what the same sshd can start without Drydock: the same commands with the same
 * input over as many connections, and, more strictly, empty login shells in their place. With it, the manager's processor time for each job.
 */
export async function measureThroughput(name: string, kind: 'static' | 'docker'): Promise<string[]> {
  const coordinator = await BenchCoordinator.start();
  const ground = await (kind === 'docker' ? dockerGround() : staticGround());
  const common = { url: coordinator.url, token: coordinator.token, concurrent: atOnce, capacity, instances, idle: atOnce, plugin: ground.plugin };
  let config = '';
  const manager = ManagerUnderTest.measured((folder) => (config = configText({ ...common, pluginConfig: ground.pluginConfig(folder) }, folder)));
  const clients = await Promise.all(ground.bareHosts.flatMap((host) => Array.from({ length: connectionsPerInstance }, () => dial(host))));
  try {
    const commands = Array.from({ length: atOnce }, (_, place) => jobCommands(config, coordinator.payload(), place));
    const empty = commands.map(() => emptyShells);
    await runJobs(coordinator);
    await runBare(clients, commands);
    const before = await manager.usage();
    const shares: { same: number; empty: number; rate: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const rate = await runJobs(coordinator);
      shares.push({ rate, same: rate / (await runBare(clients, commands)), empty: rate / (await runBare(clients, empty)) });
    }
    const after = await manager.usage();
    const percent = (values: readonly number[]): string => (median(values) * 100).toFixed(0);
    return [
      `${name} ${percent(shares.map(({ same }) => same))} %`,
      `${name}-of-empty-shells ${percent(shares.map(({ empty }) => empty))} %`,
      `${name}-rate ${median(shares.map(({ rate }) => rate)).toFixed(1)} jobs/s`,
      `${name}-cpu ${((after.cpuMs - before.cpuMs) / (rounds * jobs)).toFixed(1)} ms`,
    ];
  } finally {
    for (const client of clients) client.end();
    await manager.stop();
    await Promise.all([coordinator.close(), ground.clean()]);
  }
}

/** Jobs a second, from the first that was handed out to the last final report. */
async function runJobs(coordinator: BenchCoordinator): Promise<number> {
  const times = await Promise.all(Array.from({ length: jobs }, () => coordinator.run()));
  return (jobs * 1000) / (Math.max(...times.map(({ to }) => to)) - Math.min(...times.map(({ from }) => from)));
}

/** The same without Drydock: as many sequences of sessions, as many at once, each of which has commands of its own. */
async function runBare(clients: readonly Client[], commands: readonly (readonly BareCommand[])[]): Promise<number> {
  let left = jobs;
  const from = performance.now();
  const worker = async (own: readonly BareCommand[], index: number): Promise<void> => {
    while (left-- > 0) await runAll(clients[index % clients.length]!, own);
  };
  await Promise.all(commands.map(worker));
  return (jobs * 1000) / (performance.now() - from);
}

async function staticGround(): Promise<Ground> {
  const servers: readonly Sshd[] = await Promise.all(Array.from({ length: instances }, () => startSshd()));
  const hosts = servers.map(({ port, user, key }) => ({ host: '127.0.0.1', port, user, key }));
  return {
    plugin: 'static',
    pluginConfig: (folder) => staticHosts(hosts, folder),
    bareHosts: hosts,
    clean: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function dockerGround(): Promise<Ground> {
  const [own, bare] = [freshDockerTable(), freshDockerTable()];
  const bareHosts = await dockerHosts(`plugin = "docker"\n[runners.autoscaler.plugin_config]\n${bare.text}`);
  return {
    plugin: 'docker',
    pluginConfig: () => own.text,
    bareHosts,
    clean: async () => {
      await Promise.all([own, bare].map(({ name }) => cleanDocker({ host: '', name }, AbortSignal.timeout(30_000))));
    },
  };
}

/** Instances for the floor. */
async function dockerHosts(autoscaler: string): Promise<BareHost[]> {
  const fleet = await fleetFrom(autoscaler);
  const signal = AbortSignal.timeout(120_000);
  await fleet.open(signal);
  await fleet.increase(instances, signal);
  for (;;) {
    const running = (await fleet.list(signal)).filter(({ state }) => state === 'running');
    const infos = running.length < instances ? [] : await Promise.all(running.map(({ id }) => fleet.connectInfo(id, signal)));
    if (infos.length === instances) {
      await fleet.close();
      return infos.map((info) => ({ host: info.internalAddress, port: info.port || 22, user: info.username, key: info.key?.reveal() ?? '' }));
    }
    await pause(100);
  }
}
