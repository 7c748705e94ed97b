import { runProgram } from '../../cli/run-program.ts';
import { simProgram } from '../../cli/sim-program.ts';
import type { Io } from '../../cli/io.ts';

/** What the process around a command would be. */
export interface Surroundings {
  readonly env?: Io['env'];
  readonly stdin?: string;
  readonly isTTY?: boolean;
  /** Sends SIGINT as soon as this is so. */
  readonly interruptWhen?: () => boolean;
}

/** What a command left. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sim` in this process. */
export async function sim(args: readonly string[], { env = {}, stdin = '', isTTY = false, interruptWhen }: Surroundings = {}): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr'): Io['stdout'] => ({ write: (text) => void (written[name] += text), isTTY, columns: isTTY ? 100 : undefined });
  const code = await runProgram(simProgram, args, {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env,
    stdinIsTTY: false,
    readStdin: () => stdin,
    onInterrupt(callback) {
      const timer = setInterval(() => {
        if (interruptWhen?.() !== true) return;
        clearInterval(timer);
        callback('SIGINT');
      }, 20);
      return () => clearInterval(timer);
    },
  });
  return { code, ...written };
}
