import { drydockProgram } from './drydock-program.ts';
import { exitCodes } from './exit-codes.ts';
import { processIo } from './io.ts';
import { runProgram } from './run-program.ts';
import { simProgram } from './sim-program.ts';

const args = process.argv.slice(2);
// What follows `sim` is for that program alone, its errors and its help included; the rest has gitlab-runner's exit codes, 0 and 1.
process.exitCode =
  args[0] === 'sim'
    ? await runProgram(simProgram, args.slice(1), processIo())
    : await runProgram(drydockProgram, args, processIo(), { usageCode: exitCodes.unexpected });
