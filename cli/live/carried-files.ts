import { readTraceOf, type ReadTrace } from '../read-traces.ts';
import type { FileFault, ScenarioFiles } from '../scenario-files.ts';
import type { CarriedScenario } from './page-contents.ts';
import { unpackTrace } from './packed-trace.ts';

/** The files that a page carries, as the scenario in it names them. */
export function carriedFiles({ text, config, recorded, traces, digests }: CarriedScenario): ScenarioFiles {
  const missing = (path: string): FileFault => ({ fault: `the page has no file ${path}` });
  const read = new Map<string, ReadTrace>();
  return {
    config: (path) => (config === null || config.path !== path ? missing(path) : { text: config.text, shown: fileName(path), name: fileName(path) }),
    recorded: (path) => recorded[path] ?? missing(path),
    trace: (path) => {
      const packed = traces[path];
      if (packed === undefined) return missing(path);
      const trace = read.get(path) ?? readTraceOf(unpackTrace(packed), []);
      read.set(path, trace);
      return trace;
    },
    digest: (of) => (of === text ? digests.scenario : digests.config),
  };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
