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
  /** Whose rules decide; undefined where nothing was said. */
  readonly compat: Compat | undefined;
}

/** `upstream`: as the real component decides, wherever Drydock's rules differ. */
export type Compat = 'upstream' | 'drydock';

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
  let compat: Compat | undefined;
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

/** Whether a value is one of `compat`. */
export function isCompat(value: unknown): value is Compat {
  return value === 'upstream' || value === 'drydock';
}

function compatOf(text: string): Compat {
  if (isCompat(text)) return text;
  throw new UsageError(`--set ${compatPath}: expected upstream or drydock, got ${text}`);
}

function yamlValue(path: string, text: string): Setting {
  try {
    return parse(text) as Setting;
  } catch (error) {
    throw new UsageError(`--set ${path}: ${(error as Error).message.split('\n', 1)[0] ?? ''}`);
  }
}
