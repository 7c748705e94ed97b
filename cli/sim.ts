import { processIo } from './io.ts';
import { runProgram } from './run-program.ts';
import { simProgram } from './sim-program.ts';

process.exitCode = await runProgram(simProgram, process.argv.slice(2), processIo());
