import type { SpanDocument } from './schema/distribution.ts';
import type { ScenarioDocument } from './schema/scenario.ts';

/** The files that a scenario names, paths as written, each once. */
export interface ReferencedFiles {
  readonly config: string | null;
  readonly traces: readonly string[];
  /** Files of empirical distributions. */
  readonly recorded: readonly string[];
}

/** Lists what has to be read before a scenario can be resolved. */
export function referencedFiles(document: ScenarioDocument): ReferencedFiles {
  const recorded = new Set<string>();
  collect(document.workload, recorded);
  collect(document.fleet, recorded);
  collect(document.gitlab, recorded);
  const traces = document.workload.flatMap(({ trace }) => (trace === undefined ? [] : [trace.file]));
  return { config: typeof document.config === 'string' ? document.config : null, traces: [...new Set(traces)], recorded: [...recorded] };
}

function collect(value: unknown, files: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const { dist, file } = value as Exclude<SpanDocument, string>;
  if (dist === 'empirical' && file !== undefined) files.add(file);
  for (const inner of Object.values(value)) collect(inner, files);
}
