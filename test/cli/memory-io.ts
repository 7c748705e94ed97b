import type { Command } from 'commander';
import { drydockProgram } from '../../cli/drydock-program.ts';
import { exitCodes, type ExitCode } from '../../cli/exit-codes.ts';
import { runProgram } from '../../cli/run-program.ts';
import { simProgram, type Finish } from '../../cli/sim-program.ts';
import type { Io } from '../../cli/io.ts';

/** What the process around a command would be. */
export interface Surroundings {
  readonly env?: Io['env'];
  readonly stdin?: string;
  readonly isTTY?: boolean;
  readonly stdinIsTTY?: boolean;
  /** Sends SIGINT as soon as this is so; it is told what has been written so far. */
  readonly interruptWhen?: (stdout: string) => boolean;
}

/** What a command left. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sim` in this process. */
export function sim(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  return runIn(simProgram, args, exitCodes.usage, surroundings);
}

/** Runs `drydock` in this process. */
export function drydock(args: readonly string[], surroundings: Surroundings = {}): Promise<Outcome> {
  return runIn(drydockProgram, args, exitCodes.unexpected, surroundings);
}

async function runIn(
  program: (io: Io, finish: Finish) => Command,
  args: readonly string[],
  usageCode: ExitCode,
  { env = {}, stdin = '', isTTY = false, stdinIsTTY = false, interruptWhen }: Surroundings,
): Promise<Outcome> {
  const lines = stdin === '' ? [] : stdin.replace(/\n$/, '').split('\n');
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr'): Io['stdout'] => ({ write: (text) => void (written[name] += text), isTTY, columns: isTTY ? 100 : undefined });
  const code = await runProgram(
    program,
    args,
    {
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      env,
      stdinIsTTY,
      readStdin: () => stdin,
      readLine: () => lines.shift() ?? null,
      onInterrupt(callback) {
        const timer = setInterval(() => {
          if (interruptWhen?.(written.stdout) !== true) return;
          clearInterval(timer);
          callback('SIGINT');
        }, 20);
        return () => clearInterval(timer);
      },
    },
    { usageCode },
  );
  return { code, ...written };
}
