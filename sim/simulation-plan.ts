import type { ManagerConfig } from '../core/config.ts';
import type { Scenario } from './scenario/scenario.ts';
import type { TraceRows } from './workload/trace/trace-rows.ts';

/** Everything that a replication needs beside its seed, as plain data: it can be sent to a worker thread. */
export interface SimulationPlan {
  readonly scenario: Scenario;
  readonly manager: ManagerConfig;
  /** Per runner of `manager`: which policies have an active period, from each instant (milliseconds since `clock.start`) on; the first at 0. */
  readonly schedules: readonly (readonly { readonly atMs: number; readonly active: readonly number[] }[])[];
  /** Parsed traces by the file name that the scenario gives. */
  readonly traces: Readonly<Record<string, TraceRows>>;
}
