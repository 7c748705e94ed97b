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
  /** SHA-256 of the files as they were read, which results name their inputs by. */
  readonly digests: { readonly scenario: string; readonly config: string };
}

/** A configuration; its secrets are masked. */
export interface CarriedConfig {
  /** As the scenario names it. */
  readonly path: string;
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
  readonly examples: readonly PlaygroundExample[];
}

/** A scenario to begin with. */
export interface PlaygroundExample {
  readonly title: string;
  readonly scenario: CarriedScenario;
}

/** What a page carries, by what kind of page it is. */
export type PageContents = ReportContents | PlaygroundContents;
