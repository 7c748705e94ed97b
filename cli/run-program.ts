import { CommanderError, type Command } from 'commander';
import { InvariantError } from '../core/assert.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { packageVersion } from './package-root.ts';
import type { Finish } from './sim-program.ts';
import { UsageError } from './usage-error.ts';

/** Parses the arguments, runs the command and turns whatever happens into an exit code. It never throws. */
export async function runProgram(makeProgram: (io: Io, finish: Finish) => Command, args: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = makeProgram(io, (code) => (exitCode = code));
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error instanceof UsageError) {
      io.stderr.write(`${program.name()}: ${error.message}\n`);
      return exitCodes.usage;
    }
    io.stderr.write(unexpectedText(error, args, program.name()));
    return error instanceof InvariantError ? exitCodes.invariantBroken : exitCodes.unexpected;
  }
}

/** A recipe for a bug report. */
function unexpectedText(error: unknown, args: readonly string[], program: string): string {
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'This should not happen: it is a bug of Drydock. A report helps, with',
    `  1. the command: ${[program, ...args].join(' ')}`,
    '  2. the scenario and the config.toml (sim check FILE shows them without secrets)',
    `  3. this: drydock ${packageVersion()}, node ${process.version}, ${process.platform} ${process.arch}`,
    told.replace(/^/gm, '     '),
    '',
  ].join('\n');
}
