import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';
import { unknownName } from './unknown-name.ts';

/** Names of the scenarios that come with the package, as `@name` runs them. */
export function builtInScenarios(): string[] {
  return readdirSync(join(packageRoot(), 'scenarios'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * The path of a built-in scenario.
 *
 * @throws UsageError when there is none of that name.
 */
export function builtInScenario(name: string): string {
  const path = join(packageRoot(), 'scenarios', `${name}.yaml`);
  if (/^[a-z0-9-]+$/.test(name) && existsSync(path)) return path;
  throw unknownName(
    'built-in scenario',
    `@${name}`,
    builtInScenarios().map((known) => `@${known}`),
  );
}
