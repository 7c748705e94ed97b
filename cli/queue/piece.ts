import type { MeasureContext } from '../../sim/measure/replication.ts';
import type { SimulationPlan } from '../../sim/simulation-plan.ts';

/** One replication that is to be run somewhere. */
export interface Piece {
  /** What messages call it. */
  readonly name: string;
  readonly plan: SimulationPlan;
  readonly context: MeasureContext;
  readonly seed: number;
  /** Whether its answer has series, which make it large. */
  readonly series: boolean;
}

/** What the queue says of a piece: what it has in common with others is a blob, named by its digest. */
export interface PieceData {
  readonly blob: string;
  readonly seed: number;
}

/** What pieces of the same plan have in common. Traces are blobs of their own, since many plans share them. */
export interface PieceBlob {
  readonly plan: Omit<SimulationPlan, 'traces'>;
  /** Digest of each trace, by the scenario's name of it. */
  readonly traces: Readonly<Record<string, string>>;
  readonly context: MeasureContext;
  readonly series: boolean;
}
