import { availableParallelism } from 'node:os';
import { compileForLongRun } from './compile-for-long-run.ts';
import { replicate, type ReplicationAnswer, type ReplicationJob } from './replicate.ts';

/** How replications are spread. */
export interface PoolOptions {
  /** Threads; 0 for the main one; null for one a processor. */
  readonly workers: number | null;
  /** A replication is done, in whatever order. */
  readonly onAnswer: (answer: ReplicationAnswer) => void;
}

/**
 * Runs a replication for each seed. Answers come in the order of seeds for any number of workers; those after a broken or stopped one may be missing.
 * Even a single replication has a thread of its own, so that the main one hears signals; events are written by one thread, in the order of seeds.
 */
export async function runReplications(job: ReplicationJob, seeds: readonly number[], options: PoolOptions): Promise<ReplicationAnswer[]> {
  return options.workers === 0 ? runHere(job, seeds, options) : runInThreads(job, seeds, options);
}

async function runInThreads(job: ReplicationJob, seeds: readonly number[], options: PoolOptions): Promise<ReplicationAnswer[]> {
  const { Piscina } = await import('piscina');
  const workers = job.eventsFile === null ? Math.min(seeds.length, options.workers ?? availableParallelism()) : 1;
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const pool = new Piscina<number, ReplicationAnswer>({
    filename: new URL(`./replication-worker.${extension}`, import.meta.url).href,
    workerData: job,
    minThreads: workers,
    maxThreads: workers,
  });
  const answers = new Map<number, ReplicationAnswer>();
  const queue = seeds.values();
  const serve = async (): Promise<void> => {
    for (const seed of queue) {
      if (Atomics.load(job.stop, 0) !== 0) return;
      const answer = await pool.run(seed);
      answers.set(seed, answer);
      settle(job, answer, options);
    }
  };
  const putBack = compileForLongRun();
  try {
    await Promise.all(Array.from({ length: workers }, serve));
  } finally {
    putBack();
    await pool.destroy();
  }
  return seeds.flatMap((seed) => answers.get(seed) ?? []);
}

function runHere(job: ReplicationJob, seeds: readonly number[], options: PoolOptions): ReplicationAnswer[] {
  const putBack = compileForLongRun();
  const answers: ReplicationAnswer[] = [];
  try {
    for (const seed of seeds) {
      if (Atomics.load(job.stop, 0) !== 0) break;
      const answer = replicate(job, seed);
      answers.push(answer);
      settle(job, answer, options);
    }
  } finally {
    putBack();
  }
  return answers;
}

function settle(job: ReplicationJob, answer: ReplicationAnswer, { onAnswer }: PoolOptions): void {
  // What is broken in one replication makes the others worth nothing.
  if (answer.kind === 'broken') Atomics.store(job.stop, 0, 1);
  onAnswer(answer);
}
