import { availableParallelism } from 'node:os';
import { buildResult } from '../../sim/measure/build-result.ts';
import type { Replication } from '../../sim/measure/replication.ts';
import { sweepPoint, type SweepPoint } from '../../sim/measure/sweep/sweep-lines.ts';
import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';
import type { ReplicationAnswer } from '../replicate.ts';
import { runTask, type SweepTask, type SweepWorkerData } from './run-task.ts';
import type { PlannedPoint } from './sweep-plan.ts';

/** How the runs of a sweep are spread, and who hears of them. */
export interface RunPointsOptions {
  /** Threads; 0 for the main one; null for one a processor. */
  readonly workers: number | null;
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
interface Run {
  readonly point: number;
  readonly seed: number;
}

/** Runs every replication of every point. @returns the first that broke a rule of the core; null where none did. */
export async function runPoints(points: readonly PlannedPoint[], options: RunPointsOptions): Promise<BrokenPoint | null> {
  const traces = [...new Set(points.flatMap(({ ready }) => Object.values(ready.plan.traces)))];
  const data: SweepWorkerData = { traces, stop: options.stop };
  const collector = new Collector(points, options);
  const runs = points.flatMap(({ ready }, point) => Array.from({ length: ready.replications }, (_, index) => ({ point, seed: ready.inputs.seed + index })));
  const taskOf = ({ point, seed }: Run): SweepTask => taskFor(points[point]!, seed, traces);
  if (options.workers === 0) {
    for (const run of runs) {
      if (isStopped(options)) break;
      collector.take(run, runTask(taskOf(run), data));
    }
    return collector.broken;
  }
  await runOnThreads(runs, data, { ...options, taskOf, take: (run, answer) => collector.take(run, answer) });
  return collector.broken;
}

function isStopped({ stop }: Pick<RunPointsOptions, 'stop'>): boolean {
  return Atomics.load(stop, 0) !== 0;
}

function taskFor({ ready: { plan, context } }: PlannedPoint, seed: number, all: readonly TraceRows[]): SweepTask {
  const { traces, ...rest } = plan;
  return { plan: rest, traces: Object.fromEntries(Object.entries(traces).map(([name, rows]) => [name, all.indexOf(rows)])), context, seed };
}

interface ThreadOptions extends Pick<RunPointsOptions, 'workers' | 'stop'> {
  readonly taskOf: (run: Run) => SweepTask;
  readonly take: (run: Run, answer: ReplicationAnswer) => void;
}

async function runOnThreads(runs: readonly Run[], data: SweepWorkerData, { workers, stop, taskOf, take }: ThreadOptions): Promise<void> {
  const { Piscina } = await import('piscina');
  const threads = Math.min(runs.length, workers ?? availableParallelism());
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const pool = new Piscina<SweepTask, ReplicationAnswer>({
    filename: new URL(`./sweep-worker.${extension}`, import.meta.url).href,
    workerData: data,
    minThreads: threads,
    maxThreads: threads,
  });
  const queue = runs.values();
  const serve = async (): Promise<void> => {
    for (const run of queue) {
      if (isStopped({ stop })) return;
      take(run, await pool.run(taskOf(run)));
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, serve));
  } finally {
    await pool.destroy();
  }
}

/** Puts replications together to points, and hands points on in order. */
class Collector {
  readonly #points: readonly PlannedPoint[];
  readonly #options: RunPointsOptions;
  readonly #answers = new Map<number, Map<number, Replication>>();
  #next = 0;
  broken: BrokenPoint | null = null;

  constructor(points: readonly PlannedPoint[], options: RunPointsOptions) {
    this.#points = points;
    this.#options = options;
  }

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
