import type { Finding } from '../../core/finding.ts';
import type { ResultInputs } from '../../sim/measure/build-result.ts';
import type { Replication } from '../../sim/measure/replication.ts';
import type { ScenarioClock } from '../../sim/scenario/scenario.ts';
import type { Assignment } from '../sim-program.ts';
import type { Knob } from './knob.ts';
import type { CarriedScenario } from './page-contents.ts';
import type { Play } from './play.ts';

/** What a page tells a worker: a scenario that it will be asked about, by a number; and then what it asks. */
export type Message = { readonly kind: 'open'; readonly number: number; readonly scenario: CarriedScenario } | { readonly kind: 'ask'; readonly ask: Ask };

/** What a page asks of a worker: a scenario with settings, and what of it. */
export interface Ask {
  readonly id: number;
  /** Its number. */
  readonly scenario: number;
  readonly set: readonly Assignment[];
  readonly what: { readonly kind: 'prepare' } | { readonly kind: 'replicate'; readonly seed: number } | { readonly kind: 'play'; readonly seed: number };
}

/** A scenario that can be run, as a page needs to know it. */
export interface Prepared {
  readonly inputs: Omit<ResultInputs, 'complete'>;
  readonly replications: number;
  readonly clock: ScenarioClock;
  readonly knobs: readonly Knob[];
  /** Notes are for `sim check`. */
  readonly warnings: readonly Finding[];
}

/** One replication of a scenario. */
export interface Replicated {
  readonly inputs: Prepared['inputs'];
  readonly replication: Replication;
  /** Seconds that jobs waited at most, at the shares of a wait curve; empty where none started. */
  readonly waits: readonly number[];
  readonly warnings: readonly Finding[];
}

/** What a worker answers. `refused`: the scenario cannot be run as it is; `failed`: a bug of ours. */
export type Answer =
  | { readonly id: number; readonly kind: 'prepared'; readonly prepared: Prepared }
  | { readonly id: number; readonly kind: 'replicated'; readonly replicated: Replicated }
  | { readonly id: number; readonly kind: 'played'; readonly play: Play }
  | { readonly id: number; readonly kind: 'refused'; readonly findings: readonly Finding[] }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string };
