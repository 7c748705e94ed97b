import type { MeasureContext } from '../../sim/measure/replication.ts';
import type { SimulationPlan } from '../../sim/simulation-plan.ts';
import { replicate, type ReplicationAnswer } from '../replicate.ts';

/** A piece with all that it names; the columns of its traces are memory that threads share. */
export interface PieceTask {
  readonly plan: SimulationPlan;
  readonly context: MeasureContext;
  readonly seed: number;
  readonly series: boolean;
  /** Its first number turns from 0 to 1 when the piece is to stop. */
  readonly stop: Int32Array;
}

/** The task of a worker's thread: one piece. */
export default function runPiece({ plan, context, seed, series, stop }: PieceTask): ReplicationAnswer {
  return replicate({ plan, context: { ...context, series }, eventsFile: null, stop }, seed);
}
