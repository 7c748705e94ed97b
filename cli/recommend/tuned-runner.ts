import { loadConfig } from '../../adapters/config/load-config.ts';
import type { RunnerConfig } from '../../core/config.ts';
import type { ReadyScenario } from '../load-scenario.ts';
import { UsageError } from '../usage-error.ts';

/** The `[[runners]]` whose keys a search may change. */
export interface TunedRunner {
  /** Among those that are simulated. */
  readonly index: number;
  readonly config: RunnerConfig;
  /** How `--set` names its table: `runners`, or `runners.1` where that would be another. */
  readonly path: string;
}

/**
 * The runner that is tuned: the one of that name among those that are simulated, or the first.
 *
 * @param text the config.toml.
 * @throws UsageError where none of those has the name.
 */
export function tunedRunner({ plan: { manager } }: Pick<ReadyScenario, 'plan'>, text: string, name: string | undefined): TunedRunner {
  const index = name === undefined ? 0 : manager.runners.findIndex((runner) => runner.name === name);
  const config = manager.runners[index];
  if (config === undefined) throw new UsageError(`--runner ${name ?? ''}: simulated are ${manager.runners.map((runner) => runner.name).join(', ')}`);
  if (index === 0) return { index, config, path: 'runners' };
  const written = (loadConfig(text, '').config?.runners ?? []).findIndex((runner) => runner.name === name);
  return { index, config, path: `runners.${written}` };
}
