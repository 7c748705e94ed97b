import type { BackTest } from './back-test.ts';
import type { Bootstrap } from './bootstrap.ts';
import type { DurationDistribution } from './duration-distribution.ts';
import type { FleetModel } from './fleet-model.ts';
import type { Objective } from './objective.ts';
import type { ScenarioFault } from './scenario-fault.ts';
import type { Setting, Sweep } from './sweep.ts';
import type { WorkloadStream } from './workload-stream.ts';

/**
 * A scenario with every default filled in and every time resolved: plain immutable data that survives JSON, so that it can go to
 * worker threads. Spans and instants are integer milliseconds, instants count from `clock.start`, shares are 0 to 1.
 */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** The path of a config.toml as written, or its text. */
  readonly config: { readonly file: string } | { readonly toml: string };
  /** Name of the `[[runners]]` to simulate; null for all that are instance executors. */
  readonly runner: string | null;
  /** Overrides of the configuration by dotted path, in file order. */
  readonly set: readonly { readonly path: string; readonly value: Setting }[];
  readonly clock: ScenarioClock;
  /** In file order; the index is the stream's number in a workload. */
  readonly streams: readonly WorkloadStream[];
  readonly gitlab: GitlabModel;
  readonly fleet: FleetModel;
  /** Ascending by instant. */
  readonly faults: readonly ScenarioFault[];
  readonly slo: readonly Objective[];
  readonly sweep: Sweep | null;
  /** null: the model was never compared with waits that were observed. */
  readonly backTest: BackTest | null;
  /** How replications of replayed traces differ; `none` where there is no trace. */
  readonly bootstrap: Bootstrap;
  readonly replications: number;
  readonly seed: number;
  /** Where each parameter of `gitlab` and `fleet` comes from, in the order of the documentation. */
  readonly parameters: readonly Parameter[];
}

/** The simulated span and how its instants read on the wall. */
export interface ScenarioClock {
  /** Milliseconds from the Unix epoch to instant 0. */
  readonly startEpochMs: number;
  readonly timezone: string;
  /** UTC offset of `timezone` from each instant on, ascending; the first holds at instant 0 (and before). */
  readonly utcOffsets: readonly { readonly atMs: number; readonly offsetMs: number }[];
  /** Arrivals stop here, and the run drains; null: the end of the longest trace, where traces are all there is. */
  readonly horizonMs: number | null;
  /** Up to here the run is left out of the statistics. */
  readonly warmupMs: number;
}

/** How the fake coordinator behaves. */
export interface GitlabModel {
  /** How long a job request is held open while the queue is empty. */
  readonly longPollMs: number;
  /** Of every request. */
  readonly latency: DurationDistribution;
}

/** One parameter with its origin. An `assumption` is a preset's number that no public source backs: every report shows it as such. */
export interface Parameter {
  /** Dotted path in the scenario file, such as `fleet.boot`. */
  readonly path: string;
  /** As a scenario file would write it. */
  readonly value: string;
  readonly origin: 'scenario' | 'preset' | 'assumption';
  /** Where a preset's number is from, or why it is assumed; null for the scenario's own. */
  readonly source: string | null;
}
