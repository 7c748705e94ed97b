import { availableParallelism } from 'node:os';
import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';
import { compileForLongRun } from '../compile-for-long-run.ts';
import type { QueueSite } from '../queue-site.ts';
import type { Piece } from '../queue/piece.ts';
import type { SpreadOptions } from '../queue/spread.ts';
import type { ReplicationAnswer } from '../replicate.ts';
import { PointCollector, type BrokenPoint, type CollectOptions, type Run } from './point-collector.ts';
import { runTask, type SweepTask, type SweepWorkerData } from './run-task.ts';
import { settingsText } from './settings-text.ts';
import type { PlannedPoint } from './sweep-plan.ts';

/** How the runs of a sweep are spread, and who hears of them. */
export interface RunPointsOptions extends CollectOptions {
  /** Threads; 0 for the main one; null for one a processor. */
  readonly workers: number | null;
  /** Whose workers run everything in place of threads; null for none. */
  readonly queue: QueueSite | null;
}

/** Runs every replication of every point. @returns the first that broke a rule of the core; null where none did. */
export async function runPoints(points: readonly PlannedPoint[], options: RunPointsOptions): Promise<BrokenPoint | null> {
  if (points.length === 0) return null;
  const traces = [...new Set(points.flatMap(({ ready }) => Object.values(ready.plan.traces)))];
  const data: SweepWorkerData = { traces, stop: options.stop };
  const collector = new PointCollector(points, options);
  const runs = points.flatMap(({ ready }, point) => Array.from({ length: ready.replications }, (_, index) => ({ point, seed: ready.inputs.seed + index })));
  const taskOf = ({ point, seed }: Run): SweepTask => taskFor(points[point]!, seed, traces);
  if (options.queue !== null) {
    await runInQueue(runs, points, { ...options.queue, stop: options.stop, onAnswer: (run, answer) => collector.take(run, answer) });
    return collector.broken;
  }
  const take = (run: Run, answer: ReplicationAnswer): void => collector.take(run, answer);
  if (options.workers === 0) runHere(runs, data, { ...options, taskOf, take });
  else await runOnThreads(runs, data, { ...options, taskOf, take });
  return collector.broken;
}

/** Loaded by those only who use it. */
async function runInQueue(runs: readonly Run[], points: readonly PlannedPoint[], options: SpreadOptions<Run & Piece>): Promise<void> {
  const { spread } = await import('../queue/spread.ts');
  await spread(
    runs.map((run) => {
      const { index, set, ready } = points[run.point]!;
      return {
        ...run,
        plan: ready.plan,
        context: ready.context,
        name: `point ${index}${set.length === 0 ? '' : ` (${settingsText(set)})`}, seed ${run.seed}`,
        series: false,
      };
    }),
    options,
  );
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

function runHere(runs: readonly Run[], data: SweepWorkerData, { stop, taskOf, take }: ThreadOptions): void {
  const putBack = compileForLongRun();
  try {
    for (const run of runs) {
      if (isStopped({ stop })) return;
      take(run, runTask(taskOf(run), data));
    }
  } finally {
    putBack();
  }
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
  const putBack = compileForLongRun();
  try {
    await Promise.all(Array.from({ length: threads }, serve));
  } finally {
    putBack();
    await pool.destroy();
  }
}
