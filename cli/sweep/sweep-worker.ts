import { workerData } from 'node:worker_threads';
import type { ReplicationAnswer } from '../replicate.ts';
import { runTask, type SweepTask, type SweepWorkerData } from './run-task.ts';

/** The task of a worker thread: one replication of one point, on the traces that the thread was started with. */
export default function sweepTask(task: SweepTask): ReplicationAnswer {
  return runTask(task, workerData as SweepWorkerData);
}
