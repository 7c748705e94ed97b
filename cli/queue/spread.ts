import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Queue, QueueEvents } from 'bullmq';
import type { RedisLink } from '../../adapters/redis/redis-link.ts';
import { Failure } from '../commands/drydock/failure.ts';
import type { QueueSite } from '../queue-site.ts';
import type { ReplicationAnswer } from '../replicate.ts';
import { BlobStore } from './blob-store.ts';
import { announce, clearWork, openWorks } from './open-works.ts';
import { packVersion, unpack } from './pack.ts';
import type { Piece, PieceData } from './piece.ts';
import { queueName, workKeys } from './queue-keys.ts';
import { withLink } from './with-link.ts';

/** Where pieces go, and who hears of their answers. */
export interface SpreadOptions<P extends Piece> extends QueueSite {
  /** Its first number turns from 0 to 1 when the work is to stop. */
  readonly stop: Int32Array;
  /** Each piece is answered once, in whatever order. */
  readonly onAnswer: (piece: P, answer: ReplicationAnswer) => void;
}

/** More pieces are not in the queue at a time: the memory of the server is bounded, however many there are. */
const mostOpen = 1000;
/** Above the events that `mostOpen` pieces can have, so that none is lost while we are away. */
const mostEvents = 10_000;
const announceEveryMs = 1000;
const stopLookMs = 50;
const lonelyMs = 10_000;
const clearingMs = 5000;

/**
 * Has pieces run by whichever workers come, and hands on their answers. When it ends, for whatever reason, its keys are gone from the server.
 *
 * @throws Failure when a piece fails, or the server is gone.
 */
export function spread<P extends Piece>(pieces: readonly P[], options: SpreadOptions<P>): Promise<void> {
  return withLink(options, async (link) => {
    const work = new Work(link, pieces, options);
    try {
      await work.run();
    } finally {
      await Promise.race([work.close().catch(() => undefined), pause(clearingMs, undefined, { ref: false })]);
    }
  });
}

/** The pieces of one command on their way through the queue. */
class Work<P extends Piece> {
  readonly #id = randomUUID();
  readonly #link: RedisLink;
  readonly #pieces: readonly P[];
  readonly #options: SpreadOptions<P>;
  readonly #queue: Queue<PieceData>;
  readonly #events: QueueEvents;
  readonly #blobs: BlobStore;
  readonly #open = new Map<string, P>();
  readonly #finished: Promise<void>;
  readonly #timers: NodeJS.Timeout[] = [];
  #finish!: () => void;
  #fail!: (error: unknown) => void;
  #next = 0;
  #isFeeding = false;
  #isServed = false;

  constructor(link: RedisLink, pieces: readonly P[], options: SpreadOptions<P>) {
    this.#link = link;
    this.#pieces = pieces;
    this.#options = options;
    this.#finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
    this.#finished.catch(() => undefined);
    const { prefix, blobs } = workKeys(this.#id);
    const connection = link.client;
    this.#blobs = new BlobStore(connection, blobs);
    this.#queue = new Queue(queueName, {
      connection,
      prefix,
      streams: { events: { maxLen: mostEvents } },
      // A replication that fails would fail again: it has one attempt.
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    this.#events = new QueueEvents(queueName, { connection, prefix, lastEventId: '0-0' });
    this.#queue.on('error', (error) => link.heard(error));
    this.#events.on('error', (error) => link.heard(error));
  }

  /** Resolves when every piece is answered, or the work is stopped. */
  async run(): Promise<void> {
    if (this.#pieces.length === 0) return;
    await openWorks(this.#link.client);
    await this.#announce();
    this.#listen();
    this.#every(announceEveryMs, () => this.#announce());
    this.#every(stopLookMs, () => {
      if (Atomics.load(this.#options.stop, 0) !== 0) this.#finish();
    });
    this.#timers.push(setTimeout(() => this.#sayLonely(), lonelyMs));
    this.#feed();
    await Promise.race([this.#finished, this.#link.lost]);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await clearWork(this.#link.client, this.#id);
    await this.#events.close();
    await this.#queue.close();
  }

  #every(ms: number, work: () => Promise<void> | void): void {
    const run = async (): Promise<void> => {
      await work();
    };
    this.#timers.push(setInterval(() => void run().catch(this.#fail), ms));
  }

  #listen(): void {
    this.#events.on('active', () => (this.#isServed = true));
    this.#events.on('completed', ({ jobId, returnvalue }: { jobId: string; returnvalue: string }) => this.#take(jobId, returnvalue));
    this.#events.on('failed', ({ jobId, failedReason }) => {
      const piece = this.#open.get(jobId);
      if (piece !== undefined) this.#fail(new Failure(`${piece.name} failed: ${failureText(failedReason)}`));
    });
    this.#events.on('stalled', ({ jobId }) => {
      const piece = this.#open.get(jobId);
      if (piece !== undefined) this.#options.say(`a worker is gone; ${piece.name} runs again`);
    });
  }

  #sayLonely(): void {
    const { address, version, say } = this.#options;
    if (!this.#isServed) say(`no worker has come yet; on any machine, with drydock ${version}: sim worker ${address.shown}`);
  }

  /** Also brings back what a server that was started anew has forgotten. */
  async #announce(): Promise<void> {
    const isLost = await this.#blobs.isLost();
    const { version, scenario } = this.#options;
    await announce(this.#link.client, this.#id, { version, pack: packVersion, scenario, pieces: this.#pieces.length });
    if (!isLost || this.#isFeeding) return;
    this.#options.say(`${this.#options.address.shown} has lost ${this.#open.size} pieces; they are put there again`);
    this.#blobs.forget();
    await this.#put([...this.#open]);
  }

  #feed(): void {
    if (this.#isFeeding || this.#open.size > mostOpen / 2) return;
    const batch = this.#pieces
      .slice(this.#next, this.#next + mostOpen - this.#open.size)
      .map((piece, index) => [`piece-${this.#next + index}`, piece] as const);
    if (batch.length === 0) return;
    this.#next += batch.length;
    for (const [id, piece] of batch) this.#open.set(id, piece);
    this.#isFeeding = true;
    void this.#put(batch)
      .then(() => {
        this.#isFeeding = false;
        this.#feed();
      })
      .catch(this.#fail);
  }

  async #put(batch: readonly (readonly [id: string, piece: P])[]): Promise<void> {
    const jobs = [];
    for (const [jobId, piece] of batch) jobs.push({ name: piece.name, data: { blob: await this.#blobs.hold(piece), seed: piece.seed }, opts: { jobId } });
    await this.#queue.addBulk(jobs);
  }

  #take(id: string, packed: string): void {
    const piece = this.#open.get(id);
    // A piece that was run twice, since its first worker seemed to be gone, is answered twice, with the same bytes.
    if (piece === undefined) return;
    this.#open.delete(id);
    try {
      this.#options.onAnswer(piece, unpack(Buffer.from(packed, 'base64')) as ReplicationAnswer);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#blobs.release(piece).catch(this.#fail);
    if (this.#open.size === 0 && this.#next === this.#pieces.length) this.#finish();
    else this.#feed();
  }
}

function failureText(reason: string): string {
  return reason === 'job stalled more than allowable limit' ? 'it has ended every worker that took it; it may want more memory than they have' : reason;
}
