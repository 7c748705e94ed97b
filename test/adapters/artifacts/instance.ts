import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommandEnd } from '../../../adapters/connectors/connection.ts';
import { artifactScript } from '../../../adapters/artifacts/artifact-script.ts';
import { ManagerRoute } from '../../../adapters/artifacts/manager/manager-route.ts';
import type { TransferPlan } from '../../../adapters/artifacts/transfer-plan.ts';
import { LocalConnection } from './local-connection.ts';

const always = 'sh awk basename cat dirname find grep head mkdir mktemp mv od readlink rm sed sleep sort tail tar touch tr wc xargs'.split(' ');

/** What an instance may have beside the tools that every system has. */
export type Tool = 'curl' | 'zip' | 'unzip' | 'python3' | 'git' | 'gzip' | 'bash';

/** What ended, and what it wrote: standard output and error as they came, without colours. */
export interface Ran extends CommandEnd {
  readonly log: string;
  readonly lines: readonly string[];
}

/** A directory that plays an instance: a home, a project in it, and a search path with certain tools alone. */
export class Instance {
  readonly home = mkdtempSync(join(tmpdir(), 'drydock-instance-'));
  readonly project = join(this.home, 'builds/project');
  readonly connection: LocalConnection;

  constructor(tools: readonly Tool[], scripts: Readonly<Record<string, string>> = {}) {
    const bin = join(this.home, 'bin');
    mkdirSync(bin);
    mkdirSync(this.project, { recursive: true });
    for (const tool of new Set([...always, ...tools].filter((name) => !(name in scripts)))) symlinkSync(whereIs(tool), join(bin, tool));
    for (const [name, text] of Object.entries(scripts)) {
      writeFileSync(join(bin, name), text);
      chmodSync(join(bin, name), 0o755);
    }
    this.connection = new LocalConnection({ PATH: bin, HOME: this.home, TMPDIR: this.home, LC_ALL: 'C.UTF-8' });
  }

  write(path: string, content: string | Buffer = path): void {
    const file = join(this.project, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Runs a plan's script as a stage does; its two outputs are one, so that the order of lines is theirs. */
  async script(plan: TransferPlan, shell: 'sh' | 'bash' = 'sh'): Promise<Ran> {
    const envelope = `exec 2>&1\nset -o errexit\ncd '${this.project}'\n${artifactScript(plan, shell)}\nexit 0\n`;
    return this.#collect(async (output) => this.connection.run({ command: shell, stdin: envelope, output, signal: AbortSignal.timeout(20_000) }));
  }

  /** Carries a plan out by the manager's own route. */
  async manager(plan: TransferPlan): Promise<Ran> {
    return this.#collect(async (output) => {
      const route = new ManagerRoute({ temporaryDirectory: this.home });
      const exitCode = await route.carryOut({ connection: this.connection, plan, output, signal: AbortSignal.timeout(20_000) });
      return { exitCode, killedBy: null };
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  async #collect(run: (output: (chunk: Buffer) => void) => Promise<CommandEnd>): Promise<Ran> {
    const chunks: Buffer[] = [];
    const end = await run((chunk) => void chunks.push(chunk));
    const log = Buffer.concat(chunks).toString();
    const plain = log.replaceAll(/\u001B\[[\d;]*m/g, '');
    return {
      ...end,
      log,
      lines: plain
        .split('\n')
        .map((line) => line.replace(/ {2,}.*| $/, ''))
        .filter((line) => line !== ''),
    };
  }
}

/** Where a tool is, past shims that need an environment of their own. */
function whereIs(tool: string): string {
  const found = ['/usr/bin', '/bin', '/usr/local/bin', '/opt/homebrew/bin'].map((directory) => join(directory, tool)).find(isExecutable);
  return found ?? execFileSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
