import { isDeepStrictEqual } from 'node:util';
import { maskedConfig } from '../../../adapters/config/masked-config.ts';
import type { Result } from '../../../sim/measure/result.ts';
import { parseScenario } from '../../../sim/scenario/parse-scenario.ts';
import { referencedFiles } from '../../../sim/scenario/referenced-files.ts';
import type { ScenarioDocument } from '../../../sim/scenario/schema/scenario.ts';
import type { SimulationPlan } from '../../../sim/simulation-plan.ts';
import { carriedFiles } from '../../live/carried-files.ts';
import { packTrace } from '../../live/packed-trace.ts';
import type { CarriedScenario } from '../../live/page-contents.ts';
import { prepareScenario, type ScenarioText } from '../../prepare-scenario.ts';
import type { ScenarioFiles } from '../../scenario-files.ts';
import type { Assignment } from '../../sim-program.ts';

/** A scenario as a page can carry it, with what was set on the command line beside it; or why a page cannot. */
export type Carried =
  | { readonly scenario: CarriedScenario; readonly set: readonly Assignment[]; readonly digests: NonNullable<CarriedScenario['digests']> }
  | { readonly fault: string };

/**
 * Packs the scenario of a result with all its files. Secrets of the configuration are masked, and what is packed is shown to be the plan that was run.
 *
 * @param settings what the run had set, the scenario’s own `set` first.
 */
export function carryScenario(file: ScenarioText, files: ScenarioFiles, settings: Result['facts']['set']): Carried {
  const { scenario: document } = parseScenario(file.text, file.name);
  if (document === null) return { fault: 'its scenario has errors now' };
  const own = Object.keys(document.set ?? {}).length;
  const set = settings.slice(own).map(({ path, value }) => ({ path, text: typeof value === 'string' ? value : JSON.stringify(value) }));
  const { ready } = prepareScenario(file, files, set);
  if (ready === null) return { fault: 'its scenario has errors now' };
  if (typeof document.config !== 'string' && maskedConfig(document.config.toml) !== document.config.toml) return { fault: 'its scenario has secrets in it' };
  const digests = { scenario: ready.inputs.scenario.sha256, config: ready.inputs.config.sha256 };
  const keepsWaits = ready.plan.scenario.streams.some((stream) => stream.type === 'trace' && stream.dependencies === 'keep');
  const scenario: CarriedScenario = {
    ...file,
    config: carriedConfig(document, files),
    recorded: recordedTexts(document, files),
    traces: Object.fromEntries(Object.entries(ready.plan.traces).map(([path, rows]) => [path, packTrace(rows, { keepsWaits })])),
    digests,
  };
  const again = prepareScenario(
    scenario,
    carriedFiles(scenario, (text) => files.digest(text)),
    set,
  ).ready;
  const isSame = again !== null && isDeepStrictEqual(withoutWaits(again.plan), withoutWaits(ready.plan));
  return isSame ? { scenario, set, digests } : { fault: 'its configuration decides otherwise with its secrets masked' };
}

function carriedConfig({ config }: ScenarioDocument, files: ScenarioFiles): CarriedScenario['config'] {
  if (typeof config !== 'string') return null;
  const read = files.config(config);
  return 'fault' in read ? null : { path: config, text: maskedConfig(read.text) };
}

function recordedTexts(document: ScenarioDocument, files: ScenarioFiles): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const path of referencedFiles(document).recorded) {
    const text = files.recorded(path);
    if (typeof text === 'string') texts[path] = text;
  }
  return texts;
}

/** Waits that were observed are no part of a run. */
function withoutWaits(plan: SimulationPlan): unknown {
  return { ...plan, traces: Object.fromEntries(Object.entries(plan.traces).map(([path, rows]) => [path, { ...rows, observedWaitMs: null }])) };
}
