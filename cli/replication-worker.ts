import { workerData } from 'node:worker_threads';
import { replicate, type ReplicationAnswer, type ReplicationJob } from './replicate.ts';

/** The task of a worker thread: one replication of the job that the thread was started with. */
export default function replication(seed: number): ReplicationAnswer {
  return replicate(workerData as ReplicationJob, seed);
}
