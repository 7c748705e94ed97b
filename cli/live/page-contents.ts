import type { Assignment } from '../sim-program.ts';
import type { PackedTrace } from './packed-trace.ts';

/** A scenario with all its files, as a page carries it. Files go by the path that the scenario gives them. */
export interface CarriedScenario {
  /** As findings and commands name it. */
  readonly name: string;
  readonly text: string;
  /** null where the configuration is written into the scenario. */
  readonly config: CarriedConfig | null;
  readonly recorded: Readonly<Record<string, string>>;
  readonly traces: Readonly<Record<string, PackedTrace>>;
  /** SHA-256 of the files as they were read, which results name their inputs by; null where they are still to be made. */
  readonly digests: { readonly scenario: string; readonly config: string } | null;
  /** Traces and recorded durations that were put into the page, by their names without a folder. */
  readonly added?: Readonly<Record<string, Uint8Array>>;
}

/** A configuration; its secrets are masked. */
export interface CarriedConfig {
  /** As the scenario names it; null where it is meant whatever the scenario says. */
  readonly path: string | null;
  readonly text: string;
}

/** What the page of a report carries beside its static part. */
export interface ReportContents {
  readonly kind: 'report';
  readonly scenario: CarriedScenario;
  /** What was set on the command line of the run. */
  readonly set: readonly Assignment[];
  readonly seed: number;
  readonly replications: number;
  /** Of the report, which the page's own run must give again; null for a run that was interrupted. */
  readonly hash: string | null;
}

/** What the playground carries. */
export interface PlaygroundContents {
  readonly kind: 'playground';
  /** To begin with; the first is opened. */
  readonly examples: readonly CarriedScenario[];
}

/** What a page carries, by what kind of page it is. */
export type PageContents = ReportContents | PlaygroundContents;
