import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { SimulationPlan } from '../../sim/simulation-plan.ts';
import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';
import { pack } from './pack.ts';
import type { Piece, PieceBlob } from './piece.ts';

/** A blob on its way: its bytes are made when they are wanted. */
interface Blob {
  readonly digest: string;
  readonly bytes: Buffer;
}

/** Puts beside the queue what its pieces have in common, each thing once, and takes it away when no open piece needs it. Traces stay to the end. */
export class BlobStore {
  readonly #client: Redis;
  readonly #key: string;
  readonly #stored = new Set<string>();
  readonly #plans = new WeakMap<SimulationPlan, Blob>();
  readonly #traces = new Map<TraceRows, Blob>();
  /** Open pieces of each plan. */
  readonly #uses = new Map<string, number>();

  constructor(client: Redis, key: string) {
    this.#client = client;
    this.#key = key;
  }

  /** Stores what a piece needs. @returns the digest by which the piece names it. */
  async hold(piece: Piece): Promise<string> {
    for (const rows of Object.values(piece.plan.traces)) await this.#store(this.#trace(rows));
    const blob = this.#plan(piece);
    this.#uses.set(blob.digest, (this.#uses.get(blob.digest) ?? 0) + 1);
    await this.#store(blob);
    return blob.digest;
  }

  /** A piece is done. */
  async release({ plan }: Piece): Promise<void> {
    const { digest } = this.#plans.get(plan)!;
    const uses = (this.#uses.get(digest) ?? 1) - 1;
    this.#uses.set(digest, uses);
    if (uses > 0) return;
    this.#uses.delete(digest);
    this.#stored.delete(digest);
    await this.#client.hdel(this.#key, digest);
  }

  /** Whether the server has lost what was stored. */
  async isLost(): Promise<boolean> {
    return this.#stored.size > 0 && (await this.#client.exists(this.#key)) === 0;
  }

  /** Forgets what was stored, after a loss. */
  forget(): void {
    this.#stored.clear();
    this.#uses.clear();
  }

  async #store({ digest, bytes }: Blob): Promise<void> {
    if (this.#stored.has(digest)) return;
    this.#stored.add(digest);
    await this.#client.hset(this.#key, digest, bytes);
  }

  #plan({ plan, context, series }: Piece): Blob {
    const { traces, ...rest } = plan;
    const known = this.#plans.get(plan);
    if (known !== undefined) return known;
    const digests = Object.fromEntries(Object.entries(traces).map(([name, rows]) => [name, this.#trace(rows).digest]));
    const blob = blobOf({ plan: rest, traces: digests, context, series } satisfies PieceBlob);
    this.#plans.set(plan, blob);
    return blob;
  }

  #trace(rows: TraceRows): Blob {
    const blob = this.#traces.get(rows) ?? blobOf(rows);
    this.#traces.set(rows, blob);
    return blob;
  }
}

function blobOf(data: PieceBlob | TraceRows): Blob {
  const bytes = pack(data);
  return { digest: createHash('sha256').update(bytes).digest('hex'), bytes };
}
