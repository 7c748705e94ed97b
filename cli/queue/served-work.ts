import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { WaitingError, Worker, type Job } from 'bullmq';
import type { RedisLink } from '../../adapters/redis/redis-link.ts';
import type { ReplicationAnswer } from '../replicate.ts';
import { BlobReader } from './blob-reader.ts';
import { clearWork, type OpenWork } from './open-works.ts';
import { pack } from './pack.ts';
import type { PieceData } from './piece.ts';
import type { PieceTask } from './piece-thread.ts';
import { queueName, workKeys } from './queue-keys.ts';

/** How pieces are run. */
export interface ServiceOptions {
  readonly link: RedisLink;
  /** Pieces that are under way at a time. */
  readonly threads: number;
  /** A worker that gives no sign of life for so long has lost its pieces. */
  readonly leaseMs: number;
  readonly run: (task: PieceTask) => Promise<ReplicationAnswer>;
}

/** A piece that has ended so many workers is given up. */
const mostLosses = 3;
const closingMs = 2000;

/** The part of a worker that takes the pieces of one work. */
export class ServedWork {
  readonly work: OpenWork;
  readonly #options: ServiceOptions;
  readonly #worker: Worker<PieceData, string>;
  readonly #blobs: BlobReader;
  readonly #stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  /** Pieces that are under way. */
  active = 0;
  /** Pieces that are done. */
  done = 0;

  constructor(work: OpenWork, options: ServiceOptions) {
    this.work = work;
    this.#options = options;
    const { prefix, blobs } = workKeys(work.id);
    this.#blobs = new BlobReader(options.link.client, blobs);
    this.#worker = new Worker<PieceData, string>(queueName, (job, token) => this.#run(job, token ?? ''), {
      connection: options.link.client,
      prefix,
      concurrency: options.threads,
      lockDuration: options.leaseMs,
      stalledInterval: options.leaseMs / 2,
      maxStalledCount: mostLosses,
    });
    this.#worker.on('error', (error) => options.link.heard(error));
  }

  /** Takes no more pieces; those under way go back to the queue, for others. */
  async leave(): Promise<void> {
    Atomics.store(this.#stop, 0, 1);
    // A connection that is being made while it is to end may never say that it has: other works do not wait for it.
    await Promise.race([this.#worker.close(), pause(closingMs, undefined, { ref: false })]);
  }

  /** The work is over, and its owner has taken its keys away: what this worker did meanwhile may have brought some back. */
  async end(): Promise<void> {
    await this.leave();
    await clearWork(this.#options.link.client, this.work.id);
  }

  async #run(job: Job<PieceData, string>, token: string): Promise<string> {
    this.active++;
    try {
      const { plan, context, series } = await this.#blobs.basis(job.data.blob);
      const answer = await this.#options.run({ plan, context, series, seed: job.data.seed, stop: this.#stop });
      if (answer.kind === 'broken' || answer.replication.complete) {
        this.done++;
        return pack(answer).toString('base64');
      }
    } catch (error) {
      throw new Error(`${(error as Error).message} (${hostname()}, process ${process.pid})`, { cause: error });
    } finally {
      this.active--;
    }
    await job.moveToWait(token);
    throw new WaitingError();
  }
}
