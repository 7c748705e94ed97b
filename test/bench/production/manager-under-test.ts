import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../house/repository.ts';

/** What a manager has used of the machine: processor time of its own process in milliseconds, resident memory in megabytes. */
export interface Usage {
  readonly cpuMs: number;
  readonly memoryMb: number;
}

const program = join(root, 'cli/bin/drydock.cjs');

/** `drydock run`, started as its users start it, in a process of its own: neither the coordinator nor the floor that it is compared with is in its figures. */
export class ManagerUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), 'drydock-bench-'));
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #address: Promise<string>;

  private constructor(config: (folder: string) => string, { args, env }: StartOptions) {
    const file = join(this.folder, 'config.toml');
    writeFileSync(file, config(this.folder), { mode: 0o600 });
    const environment = { PATH: process.env['PATH'], HOME: this.folder, TZ: 'UTC', DOCKER_HOST: process.env['DOCKER_HOST'], ...env(this.folder) };
    this.#child = spawn(process.execPath, [program, 'run', '--config', file, ...args], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    const lines = createInterface({ input: this.#child.stderr! });
    this.#address = new Promise((resolve) => {
      lines.on('line', (line) => {
        this.#lines.push(line);
        const [, address] = /Metrics server listening.*address=(\S+)/.exec(line) ?? [];
        if (address !== undefined) resolve(address);
      });
    });
  }

  /** With metrics, which `usage` reads. */
  static measured(config: (folder: string) => string): ManagerUnderTest {
    return new ManagerUnderTest(config, { args: ['--listen-address', '127.0.0.1:0'], env: () => ({}) });
  }

  /** With nothing but its configuration. */
  static plain(config: (folder: string) => string, env: (folder: string) => Readonly<Record<string, string>>): ManagerUnderTest {
    return new ManagerUnderTest(config, { args: [], env });
  }

  /** What it has said so far. */
  get said(): string {
    return this.#lines.join('\n');
  }

  /** As the manager's own metrics have it: process.cpuUsage and the resident set, children excluded. */
  async usage(): Promise<Usage> {
    const answer = await fetch(`http://${await this.#address}/metrics`);
    const text = await answer.text();
    const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    return { cpuMs: value('process_cpu_seconds_total') * 1000, memoryMb: value('process_resident_memory_bytes') / 1e6 };
  }

  /** Ends it and removes its files. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

interface StartOptions {
  readonly args: readonly string[];
  readonly env: (folder: string) => Readonly<Record<string, string>>;
}
