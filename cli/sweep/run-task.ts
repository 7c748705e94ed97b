import type { MeasureContext } from '../../sim/measure/replication.ts';
import type { SimulationPlan } from '../../sim/simulation-plan.ts';
import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';
import { replicate, type ReplicationAnswer } from '../replicate.ts';

/** What all points have in common: sent to each thread once. */
export interface SweepWorkerData {
  readonly traces: readonly TraceRows[];
  /** Its first number turns from 0 to 1 when the sweep is to stop. */
  readonly stop: Int32Array;
}

/** One replication of one point. */
export interface SweepTask {
  readonly plan: Omit<SimulationPlan, 'traces'>;
  /** By the scenario's name of each trace its place among those of the thread. */
  readonly traces: Readonly<Record<string, number>>;
  readonly context: MeasureContext;
  readonly seed: number;
}

/** Runs a task, without what only a chart needs: points of a sweep are compared by their figures. */
export function runTask({ plan, traces, context, seed }: SweepTask, data: SweepWorkerData): ReplicationAnswer {
  const rows = Object.fromEntries(Object.entries(traces).map(([name, place]) => [name, data.traces[place]!]));
  return replicate({ plan: { ...plan, traces: rows }, context: { ...context, series: false }, eventsFile: null, stop: data.stop }, seed);
}
