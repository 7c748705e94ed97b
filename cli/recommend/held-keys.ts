import type { ManagerConfig, RunnerConfig } from '../../core/config.ts';
import { searchKeys, type SearchKey } from '../../sim/recommend/search-key.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import type { KeyChoice } from './parse-keys.ts';

/** A key that a search leaves as it is, and why. */
export interface HeldKey {
  readonly key: SearchKey;
  /** Empty for a key that the file does without. */
  readonly why: string;
}

/** What decides which keys are held. */
export interface HeldKeysInput {
  readonly manager: ManagerConfig;
  readonly runner: RunnerConfig;
  readonly scenario: Scenario;
  /** Paths that the scenario or the command line sets. */
  readonly set: readonly string[];
  readonly choice: KeyChoice;
}

/**
 * Keys that are not searched: those that the user pins, those that the scenario sets over the file, and those behind which stands something that no simulation knows (how
 * clean a machine must be, what a job does to its neighbour), unless they are freed by name.
 */
export function heldKeys(input: HeldKeysInput): HeldKey[] {
  return searchKeys.flatMap((key) => {
    const why = reasonToHold(key, input);
    return why === null ? [] : [{ key, why }];
  });
}

function reasonToHold(key: SearchKey, { manager, runner, scenario, set, choice: { freed, fixed } }: HeldKeysInput): string | null {
  if (fixed.has(key)) return '--fix';
  if (set.some((path) => path.split('.').at(-1) === key)) return 'the scenario or --set has a value of its own for it';
  // What is not there holds nobody back, and needs no word.
  if (key === 'limit' && runner.limit === 0) return '';
  if (key === 'concurrent' && manager.runners.some((other) => other !== runner && other.autoscaler.maxInstances === 0))
    return 'a runner without max_instances shares it';
  if (freed.has(key)) return null;
  if (key === 'max_use_count' && runner.autoscaler.maxUseCount === 1) return 'a fresh machine for each job is a matter of trust; --free max_use_count';
  if (key === 'max_use_count' && runner.autoscaler.maxUseCount === 0) return 'machines stay clean enough today; --free max_use_count';
  if (key === 'capacity_per_instance' && scenario.fleet.contentionPerExtraJob === 0)
    return 'the scenario does not say what jobs on one instance cost each other (fleet.contention); --free capacity_per_instance';
  return null;
}
