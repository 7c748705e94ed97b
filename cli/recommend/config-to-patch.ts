import { basename, isAbsolute, join, relative } from 'node:path';
import { patchConfig } from '../../adapters/config-patch/patch-config.ts';
import type { RecommendedChange } from '../../sim/recommend/recommendation.ts';
import { pathFrom } from '../path-from.ts';
import type { ScenarioFiles } from '../scenario-files.ts';
import type { ReadyScenario } from '../load-scenario.ts';

/** The user's own config.toml, with patches of it. */
export interface ConfigToPatch {
  readonly text: string;
  /** Path of the file from where the patch is applied. */
  readonly diffName: string;
  /** The folder in which a patch is to be applied; null for the working directory. */
  readonly applyIn: string | null;
  /** False where the configuration is written inside the scenario, and a patch cannot be applied to it. */
  readonly isFile: boolean;
  /** The text with those changes, each with its reason. */
  patched(changes: readonly Pick<RecommendedChange, 'path' | 'value' | 'reason'>[]): string;
}

/** Finds the configuration of a scenario. @param folder from which the scenario's paths count. */
export function configToPatch({ plan: { scenario } }: ReadyScenario, files: ScenarioFiles, folder: string): ConfigToPatch {
  const runner = scenario.runner ?? undefined;
  const of = (text: string): Pick<ConfigToPatch, 'text' | 'patched'> => ({ text, patched: (changes) => patchConfig(text, changes, runner) });
  if ('toml' in scenario.config) return { ...of(scenario.config.toml), diffName: 'config.toml', applyIn: null, isFile: false };
  const path = pathFrom(folder, scenario.config.file);
  const read = files.config(scenario.config.file);
  const text = 'fault' in read ? '' : read.text;
  const below = relative('.', path);
  // git refuses paths that lead out of where it is.
  if (below.startsWith('..') || isAbsolute(below)) return { ...of(text), diffName: basename(path), applyIn: join(path, '..'), isFile: true };
  return { ...of(text), diffName: below.replaceAll('\\', '/'), applyIn: null, isFile: true };
}
