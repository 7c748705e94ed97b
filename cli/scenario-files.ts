import type { TraceFormat } from '../sim/scenario/workload-stream.ts';
import type { ReadTrace } from './read-traces.ts';

/** Why a file cannot be had, in one line. */
export interface FileFault {
  readonly fault: string;
}

/** The configuration's text and names. */
export interface ConfigFile {
  readonly text: string;
  /** For findings. */
  readonly shown: string;
  /** For results: without a directory. */
  readonly name: string;
}

/** Where the files that a scenario names are: in its folder, or in the page that carries it. */
export interface ScenarioFiles {
  config(path: string): ConfigFile | FileFault;
  /** The file of an empirical distribution. */
  recorded(path: string): string | FileFault;
  trace(path: string, format: TraceFormat): ReadTrace | FileFault;
  /** SHA-256 of a scenario or a configuration, in hexadecimal digits. */
  digest(text: string): string;
}
