import { buildResult } from '../../sim/measure/build-result.ts';
import type { Replication } from '../../sim/measure/replication.ts';
import { sweepPoint, type SweepPoint } from '../../sim/measure/sweep/sweep-lines.ts';
import type { ReplicationAnswer } from '../replicate.ts';
import type { PlannedPoint } from './sweep-plan.ts';

/** Who hears of the runs of a sweep. */
export interface CollectOptions {
  /** Its first number turns from 0 to 1 when the sweep is to stop. */
  readonly stop: Int32Array;
  /** A replication is done, in whatever order. */
  readonly onRun: (steps: number) => void;
  /** A point is done; points come in the order given, for any number of workers. */
  readonly onPoint: (point: SweepPoint) => void;
}

/** The broken replication that ended a sweep, and its point. */
export interface BrokenPoint {
  readonly point: PlannedPoint;
  readonly answer: Extract<ReplicationAnswer, { kind: 'broken' }>;
}

/** One replication of one point that is to run. */
export interface Run {
  /** Its place among the points that are to run. */
  readonly point: number;
  readonly seed: number;
}

/** Puts replications together to points, and hands points on in order, whatever the order in which replications come. */
export class PointCollector {
  readonly #points: readonly PlannedPoint[];
  readonly #options: CollectOptions;
  readonly #answers = new Map<number, Map<number, Replication>>();
  #next = 0;
  /** The first that broke a rule of the core; null while none did. */
  broken: BrokenPoint | null = null;

  constructor(points: readonly PlannedPoint[], options: CollectOptions) {
    this.#points = points;
    this.#options = options;
  }

  /** Takes the answer of one replication. */
  take({ point, seed }: Run, answer: ReplicationAnswer): void {
    if (answer.kind === 'broken') {
      // What is broken at one point makes the others worth nothing.
      this.broken ??= { point: this.#points[point]!, answer };
      Atomics.store(this.#options.stop, 0, 1);
      return;
    }
    if (!answer.replication.complete) return;
    this.#options.onRun(answer.steps);
    const known = this.#answers.get(point) ?? new Map<number, Replication>();
    this.#answers.set(point, known.set(seed, answer.replication));
    while (this.#flush());
  }

  /** @returns whether the next point in order was whole. */
  #flush(): boolean {
    const point = this.#points[this.#next];
    const answers = this.#answers.get(this.#next);
    if (point === undefined || answers?.size !== point.ready.replications) return false;
    this.#answers.delete(this.#next++);
    const inOrder = [...answers].sort(([a], [b]) => a - b).map(([, replication]) => replication);
    this.#options.onPoint(sweepPoint(point.index, point.set, buildResult({ ...point.ready.inputs, complete: true }, inOrder)));
    return true;
  }
}
