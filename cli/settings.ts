import { parse } from 'yaml';
import type { Override } from '../adapters/config/set-path.ts';
import { globalKeys } from '../adapters/config/keys/global-keys.ts';
import type { Setting } from '../sim/scenario/sweep.ts';
import { scenarioSchema } from '../sim/scenario/schema/scenario.ts';
import type { Assignment } from './sim-program.ts';
import { UsageError } from './usage-error.ts';

/** Assignments of `--set`, sorted by what they are for. */
export interface Settings {
  /** For the config.toml, in order. */
  readonly config: readonly Override[];
  /** For the scenario file, in order. */
  readonly scenario: readonly { readonly path: string; readonly value: Setting }[];
  /** `compat=upstream`: decide as the real component does. */
  readonly compat: 'upstream' | undefined;
}

/** Name of the switch that is neither a key of the config.toml nor of the scenario. */
export const compatPath = 'compat';

/**
 * Sorts assignments by the first name of their path: the keys of a config.toml and those of a scenario have none in common. Values for a scenario are YAML.
 *
 * @throws UsageError for a path that begins with neither's key, and for a value that is no YAML.
 */
export function sortSettings(assignments: readonly Assignment[]): Settings {
  const config: Override[] = [];
  const scenario: { path: string; value: Setting }[] = [];
  let compat: 'upstream' | undefined;
  for (const { path, text } of assignments) {
    const root = path.split('.', 1)[0] ?? '';
    if (path === compatPath) compat = compatOf(text);
    else if (Object.hasOwn(globalKeys, root)) config.push({ path, value: text });
    else if (Object.hasOwn(scenarioSchema.shape, root)) scenario.push({ path, value: yamlValue(path, text) });
    else
      throw new UsageError(
        `--set ${path}: neither a config.toml nor a scenario has a key ${root}; such a path is runners.autoscaler.max_instances or fleet.boot`,
      );
  }
  return { config, scenario, compat };
}

/**
 * Reads the value of `compat`.
 *
 * @throws UsageError for anything but `upstream` and `drydock`.
 */
export function compatOf(value: unknown): 'upstream' | undefined {
  if (value === 'upstream') return value;
  if (value === 'drydock') return undefined;
  throw new UsageError(`compat is upstream or drydock, not ${String(value)}`);
}

function yamlValue(path: string, text: string): Setting {
  try {
    return parse(text) as Setting;
  } catch (error) {
    throw new UsageError(`--set ${path}: ${(error as Error).message.split('\n', 1)[0] ?? ''}`);
  }
}
