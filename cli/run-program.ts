import { CommanderError, type Command } from 'commander';
import { InvariantError } from '../core/assert.ts';
import { Redactor } from '../adapters/logging/redactor.ts';
import { Failure } from './commands/drydock/failure.ts';
import type { ExitCode } from './exit-codes.ts';
import { switchArguments } from './env-option.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { packageVersion } from './package-root.ts';
import type { Finish } from './sim-program.ts';
import { UsageError } from './usage-error.ts';

/** How a program answers a command line that is wrong. */
export interface ProgramOptions {
  readonly usageCode: ExitCode;
}

/**
 * Parses the arguments, runs the command and turns whatever happens into an exit code. It never throws, and no token of the command line is in what it
 * writes.
 */
export async function runProgram(
  makeProgram: (io: Io, finish: Finish) => Command,
  args: readonly string[],
  io: Io,
  options: ProgramOptions = { usageCode: exitCodes.usage },
): Promise<ExitCode> {
  // With this switch 2 is an answer, so that a mistake must be another number.
  const usageCode = args.includes('--detailed-exitcode') ? exitCodes.unexpected : options.usageCode;
  let exitCode: ExitCode = exitCodes.ok;
  const program = makeProgram(io, (code) => (exitCode = code));
  const redactor = new Redactor();
  for (const secret of secretsOf(args)) redactor.hide(secret);
  const writeErr = (text: string): void => {
    io.stderr.write(redactor.redact(text));
  };
  for (const command of withDescendants(program)) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr,
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  try {
    await program.parseAsync(
      switchArguments(
        withDescendants(program).flatMap(({ options }) => options),
        args,
      ),
      { from: 'user' },
    );
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander itself has shown what it found; what a variable says is found by us.
      if (error.code === 'commander.invalidArgument' && !error.message.startsWith('error: ')) writeErr(`${program.name()}: ${error.message}\n`);
      return error.exitCode === 0 ? exitCodes.ok : usageCode;
    }
    if (error instanceof UsageError || error instanceof Failure) {
      writeErr(`${program.name()}: ${error.message}\n`);
      return error instanceof Failure ? exitCodes.unexpected : usageCode;
    }
    writeErr(isDiskFull(error) ? `${program.name()}: cannot write: ${error.message}\n` : unexpectedText(error, args, program.name()));
    return error instanceof InvariantError ? exitCodes.invariantBroken : exitCodes.unexpected;
  }
}

function withDescendants(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withDescendants)];
}

/** What of a command line must not be repeated: tokens have no shape by which all could be known. */
function secretsOf(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const [flag = '', ...rest] = arg.split('=');
    if (!/^(?:-t|-r|--(?:registration-)?token|--pat|--password)$/.test(flag)) return [];
    return rest.length > 0 ? [rest.join('=')] : [args[index + 1] ?? ''];
  });
}

/** Whether a disk had no room in the middle of a command, which is no bug of ours. */
function isDiskFull(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
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
