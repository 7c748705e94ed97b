import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Result } from '../../../sim/measure/result.ts';
import { builtInScenarios } from '../../built-in-scenarios.ts';
import { readOrFault } from '../../read-file.ts';

/**
 * The file of a result’s scenario, which the result knows by name and digest only: a built-in one, or NAME.yaml beside the result, here, or in `scenarios` here.
 * null where none of these is the very file.
 */
export function findScenario({ scenario: { name, sha256 } }: Result, resultFile: string): string | null {
  const builtIn = builtInScenarios()
    .filter((known) => known === name)
    .map((known) => `@${known}`);
  const folders = [...(resultFile === '-' ? [] : [dirname(resultFile)]), '.', 'scenarios'];
  const files = /^[\w .-]+$/.test(name) ? folders.map((folder) => join(folder, `${name}.yaml`)) : [];
  return files.find((file) => digestOf(file) === sha256) ?? builtIn[0] ?? null;
}

function digestOf(file: string): string | null {
  const text = readOrFault(file);
  return typeof text === 'string' ? createHash('sha256').update(text).digest('hex') : null;
}
