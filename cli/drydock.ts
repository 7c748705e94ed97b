import { Command } from 'commander';
import type { Io } from './io.ts';
import { processIo } from './io.ts';
import { packageVersion } from './package-root.ts';
import { runProgram } from './run-program.ts';
import { simProgram, type Finish } from './sim-program.ts';

function drydockProgram(io: Io, finish: Finish): Command {
  return new Command('drydock')
    .description('A dry dock for CI runner fleets')
    .version(packageVersion(), '-V, --version')
    .helpCommand(false)
    .addCommand(simProgram(io, finish));
}

const args = process.argv.slice(2);
// What follows `sim` is for that program alone, its errors and its help included.
const [program, rest] = args[0] === 'sim' ? ([simProgram, args.slice(1)] as const) : ([drydockProgram, args] as const);
process.exitCode = await runProgram(program, rest, processIo());
