import type { Objective } from '../../sim/scenario/objective.ts';
import { parseObjective } from '../../sim/scenario/parse-objective.ts';
import { UsageError } from '../usage-error.ts';

/** Reads all `--slo`. @throws UsageError that names every one that is none, with what was expected. */
export function parseSlo(texts: readonly string[]): Objective[] {
  const objectives: Objective[] = [];
  const faults: string[] = [];
  for (const text of texts) {
    const parsed = parseObjective(text);
    if ('rule' in parsed) faults.push(`--slo '${text}': ${parsed.message}${parsed.hint === '' ? '' : ` (${parsed.hint})`}`);
    else objectives.push(parsed);
  }
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return objectives;
}

/** The objectives of a scenario with others in the place of those on the same metric. */
export function mergedObjectives(own: readonly Objective[], given: readonly Objective[]): Objective[] {
  return [...given, ...own.filter(({ metric }) => given.every((objective) => objective.metric !== metric))];
}
