import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseTrace } from '../sim/workload/trace/parse-trace.ts';
import { pathFrom } from './path-from.ts';
import { readOrFault } from './read-file.ts';
import { readTraceOf, type ReadTrace } from './read-traces.ts';
import type { ScenarioFiles } from './scenario-files.ts';

/** Traces that were read before, by form and path: a sweep reads each once. */
export type TraceCache = Map<string, ReadTrace | null>;

/** The files that a scenario in this folder names. @param traceCache what was read before, and is not read again. */
export function folderFiles(folder: string, traceCache: TraceCache = new Map()): ScenarioFiles {
  return {
    config: (named) => {
      const path = pathFrom(folder, named);
      const text = readOrFault(path);
      return typeof text === 'string' ? { text, shown: path, name: basename(path) } : text;
    },
    recorded: (named) => readOrFault(pathFrom(folder, named)),
    trace: (named, format) => {
      const path = pathFrom(folder, named);
      const key = `${format} ${path}`;
      let read = traceCache.get(key);
      if (read === undefined) {
        const bytes = readBytes(path);
        const parsed = bytes === null ? null : parseTrace(bytes, format, named);
        read = parsed === null ? null : readTraceOf(parsed.rows, parsed.findings);
        traceCache.set(key, read);
      }
      return read ?? { fault: `cannot read ${path}` };
    },
    digest: (text) => createHash('sha256').update(text).digest('hex'),
  };
}

function readBytes(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
