import { dirname } from 'node:path';
import { builtInScenario } from './built-in-scenarios.ts';
import type { Io } from './io.ts';
import type { ScenarioText } from './prepare-scenario.ts';
import { readNamedFile } from './read-file.ts';

/**
 * Reads the text of a scenario (`@name`: a built-in one, `-`: standard input), with the folder from which its paths count.
 *
 * @throws UsageError when it cannot be read.
 */
export function readScenario(named: string, io: Pick<Io, 'readStdin'>): ScenarioText & { readonly folder: string } {
  if (named === '-') return { text: io.readStdin(), name: '<stdin>', folder: '.' };
  const path = named.startsWith('@') ? builtInScenario(named.slice(1)) : named;
  return { text: readNamedFile(path), name: named, folder: dirname(path) };
}
