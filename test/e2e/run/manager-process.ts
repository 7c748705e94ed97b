import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../house/repository.ts';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `drydock run` as its users start it: a process of its own, known by what it writes and by how it ends. */
export class ManagerProcess {
  readonly lines: string[] = [];
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  #end: ProcessEnd | null = null;

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream! }).on('line', (line) => this.lines.push(line));
    this.ended = once(child, 'close').then(([code, signal]) => (this.#end = { code: code as number | null, signal: signal as NodeJS.Signals | null }));
  }

  /** Starts the compiled program. It has no environment but what a shell needs, so that no variable of the tests' own changes what it does. */
  static start(configFile: string, args: readonly string[] = []): ManagerProcess {
    const program = [join(root, 'dist/cli/drydock.js'), 'run', '--config', configFile, ...args];
    const { PATH, HOME, DOCKER_HOST } = process.env;
    const env = { PATH, HOME, TZ: 'UTC', ...(DOCKER_HOST !== undefined && { DOCKER_HOST }) };
    return new ManagerProcess(spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get hasEnded(): boolean {
    return this.#end !== null;
  }

  /** How many lines match. */
  count(pattern: RegExp): number {
    return this.lines.filter((line) => pattern.test(line)).length;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it as a power failure does; resolves when nothing of it is left. */
  async kill(): Promise<void> {
    if (!this.hasEnded) this.#child.kill('SIGKILL');
    await this.ended;
  }
}
