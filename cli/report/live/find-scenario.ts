import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Result } from '../../../sim/measure/result.ts';
import { builtInScenarios } from '../../built-in-scenarios.ts';
import { readOrFault } from '../../read-file.ts';

/** A scenario is not larger, and no folder of scenarios has more. */
const most = { bytes: 1_000_000, files: 500 };

/**
 * The file of a result’s scenario, which the result knows by name and digest only: beside the result, here, or in `scenarios` here, whatever it is called; or the
 * built-in one of that name. null where none of these is the very file.
 */
export function findScenario({ scenario: { name, sha256 } }: Result, resultFile: string): string | null {
  const builtIn = builtInScenarios()
    .filter((known) => known === name)
    .map((known) => `@${known}`);
  const folders = new Set([...(resultFile === '-' ? [] : [dirname(resultFile)]), '.', 'scenarios']);
  const files = [...folders].flatMap((folder) => scenariosIn(folder, `${name}.yaml`));
  return files.find((file) => digestOf(file) === sha256) ?? builtIn[0] ?? null;
}

/** The YAML files of a folder, the likeliest first. */
function scenariosIn(folder: string, likely: string): string[] {
  const names = namesIn(folder).filter((each) => /\.ya?ml$/.test(each));
  const sorted = [...names.filter((each) => each === likely), ...names.filter((each) => each !== likely)];
  return sorted.slice(0, most.files).map((each) => join(folder, each));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** null for what is no file of a scenario's size, or cannot be read. */
function digestOf(file: string): string | null {
  try {
    if (statSync(file).size > most.bytes) return null;
    const text = readOrFault(file);
    return typeof text === 'string' ? createHash('sha256').update(text).digest('hex') : null;
  } catch {
    return null;
  }
}
