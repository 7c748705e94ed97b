import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../commands/drydock/failure.ts';
import { chooseFleet } from './choose-fleet.ts';
import { demoInstances, type DemoFleet } from './demo-config.ts';
import { sshdProgram, startLoopbackHosts, type LoopbackHosts } from './loopback-hosts.ts';

/** What a demo stands on: its folder and its fleet. Nothing is left of it when it is closed, but for a folder that is to be kept. */
export class DemoPlace {
  /** For config.toml, the scenario and all that somebody may want to keep. */
  readonly folder: string;
  readonly fleet: DemoFleet;
  readonly #hosts: LoopbackHosts | null;
  readonly #sweeper: ChildProcess;

  private constructor(folder: string, fleet: DemoFleet, hosts: LoopbackHosts | null, sweeper: ChildProcess) {
    this.folder = folder;
    this.fleet = fleet;
    this.#hosts = hosts;
    this.#sweeper = sweeper;
  }

  /**
   * Makes everything ready.
   *
   * @param keep folder to be kept; undefined for none.
   * @throws Failure when there can be no such fleet, or the folder is no place for it.
   */
  static async open(wish: DemoFleet['kind'] | undefined, keep: string | undefined): Promise<DemoPlace> {
    const sshd = sshdProgram();
    const kind = await chooseFleet(wish, sshd !== null);
    if (keep !== undefined) makeEmpty(keep);
    const own = mkdtempSync(join(tmpdir(), 'drydock-demo-'));
    const group = kind === 'docker' ? `demo-${randomBytes(3).toString('hex')}` : '';
    const sweeper = startSweeper(own, group);
    try {
      const hosts = kind === 'static' ? await startLoopbackHosts(sshd!, own, demoInstances) : null;
      return new DemoPlace(keep ?? own, hosts === null ? containers(group) : staticFleet(hosts, own), hosts, sweeper);
    } catch (error) {
      await sweep(sweeper);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#hosts?.stop();
    await sweep(this.#sweeper);
  }
}

function makeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0) throw new Failure(`${folder} is not empty: --keep wants a folder that is, or is not there yet`);
  mkdirSync(folder, { recursive: true });
}

/** A range of its own, so that no other fleet on the host's network has an address there. */
function containers(group: string): DemoFleet {
  return { kind: 'docker', group, addresses: `127.${String(randomInt(32, 250))}.${String(randomInt(250))}.0/24` };
}

function staticFleet({ user, keyFile, addresses }: LoopbackHosts, folder: string): DemoFleet {
  return { kind: 'static', user, keyFile, hosts: addresses, workFolder: folder };
}

function startSweeper(folder: string, group: string): ChildProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = fileURLToPath(new URL(`./sweeper.${extension}`, import.meta.url));
  const sweeper = spawn(process.execPath, [program, folder, group], { stdio: ['pipe', 'ignore', 'inherit'], detached: true });
  sweeper.unref();
  return sweeper;
}

async function sweep(sweeper: ChildProcess): Promise<void> {
  if (sweeper.exitCode !== null) return;
  const ended = once(sweeper, 'exit');
  sweeper.ref();
  sweeper.stdin?.end();
  await ended;
}
