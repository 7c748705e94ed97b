import { writeFileSync } from 'node:fs';
import { builtInScenarios } from '../built-in-scenarios.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { folderFiles } from '../folder-files.ts';
import type { Io } from '../io.ts';
import type { CarriedScenario } from '../live/page-contents.ts';
import { readScenario } from '../read-scenario.ts';
import { carryScenario } from '../report/live/carry-scenario.ts';
import { playgroundPage } from '../report/live/playground-page.ts';
import type { PlaygroundOptions } from '../report-program.ts';
import { UsageError } from '../usage-error.ts';

/** Opened first where no other is named. */
const first = 'mac-nesting';

/** `sim playground`: a page with the simulator, an editor and the built-in scenarios; a scenario that is named comes first. */
export function playground(file: string | undefined, { output }: PlaygroundOptions, io: Io): ExitCode {
  const builtIn = [first, ...builtInScenarios().filter((name) => name !== first)].map((name) => `@${name}`);
  const examples: CarriedScenario[] = [];
  for (const named of [...(file === undefined ? [] : [file]), ...builtIn.filter((name) => name !== file)]) {
    const carried = carry(named, io);
    if ('scenario' in carried) examples.push(carried.scenario);
    else if (named === file) {
      io.stderr.write(`${named} cannot be put into a page: ${carried.fault}; sim check ${named} says more\n`);
      return exitCodes.badInput;
    }
  }
  const page = playgroundPage(examples);
  if (output === undefined) io.stdout.write(page);
  else write(output, page);
  return exitCodes.ok;
}

function carry(named: string, io: Io): ReturnType<typeof carryScenario> {
  const { folder, ...scenario } = readScenario(named, io);
  return carryScenario(scenario, folderFiles(folder), []);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
  }
}
