import { folderFiles, type TraceCache } from './folder-files.ts';
import type { Io } from './io.ts';
import { prepareScenario, type LoadedScenario } from './prepare-scenario.ts';
import { readScenario } from './read-scenario.ts';
import type { Assignment } from './sim-program.ts';

export type { LoadedScenario, ReadyScenario } from './prepare-scenario.ts';

/**
 * Reads a scenario (`@name`: a built-in one, `-`: standard input) and everything that it names, and checks all of it, each by itself and together.
 *
 * @param traceCache what was read for a scenario before, which is not read again.
 * @throws UsageError when the scenario's file cannot be read or a setting has no place.
 */
export function loadScenario(named: string, assignments: readonly Assignment[], io: Pick<Io, 'readStdin'>, traceCache?: TraceCache): LoadedScenario {
  const { folder, ...file } = readScenario(named, io);
  return prepareScenario(file, folderFiles(folder, traceCache), assignments);
}
