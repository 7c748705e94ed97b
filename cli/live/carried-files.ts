import { parseTrace } from '../../sim/workload/trace/parse-trace.ts';
import { utf8Text } from '../../sim/workload/trace/utf8-text.ts';
import { readTraceOf, type ReadTrace } from '../read-traces.ts';
import type { FileFault, ScenarioFiles } from '../scenario-files.ts';
import type { CarriedScenario } from './page-contents.ts';
import { unpackTrace } from './packed-trace.ts';

/** The files that a page carries, as the scenario in it names them. @param digest SHA-256 of a text. */
export function carriedFiles({ config, recorded, traces, added = {} }: CarriedScenario, digest: (text: string) => string): ScenarioFiles {
  const missing = (path: string): FileFault => ({ fault: `the page has no file ${path}` });
  const read = new Map<string, ReadTrace>();
  const readTrace: ScenarioFiles['trace'] = (path, format) => {
    const bytes = added[fileName(path)];
    if (bytes !== undefined) {
      const { rows, findings } = parseTrace(bytes, format, path);
      return readTraceOf(rows, findings);
    }
    const packed = traces[path];
    return packed === undefined ? missing(path) : readTraceOf(unpackTrace(packed), []);
  };
  return {
    config: (path) => {
      if (config === null || (config.path !== null && config.path !== path)) return missing(path);
      return { text: config.text, shown: config.path === null ? 'config.toml' : fileName(path), name: fileName(path) };
    },
    recorded: (path) => {
      const bytes = added[fileName(path)];
      return bytes === undefined ? (recorded[path] ?? missing(path)) : utf8Text(bytes);
    },
    trace: (path, format) => {
      const known = read.get(`${format} ${path}`);
      if (known !== undefined) return known;
      const trace = readTrace(path, format);
      if (!('fault' in trace)) read.set(`${format} ${path}`, trace);
      return trace;
    },
    digest,
  };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
