import type { Redis } from 'ioredis';
import type { SimulationPlan } from '../../sim/simulation-plan.ts';
import type { TraceRows } from '../../sim/workload/trace/trace-rows.ts';
import { unpack } from './pack.ts';
import type { PieceBlob } from './piece.ts';
import { sharedRows } from './shared-rows.ts';

/** What pieces with the same blob have in common, whole. */
export type PieceBasis = Pick<PieceBlob, 'context' | 'series'> & { readonly plan: SimulationPlan };

/** Pieces of few plans are under way at a time. */
const keptPlans = 32;

/** Reads what pieces of a work have in common: each trace once, and each plan once for its neighbouring pieces. */
export class BlobReader {
  readonly #client: Redis;
  readonly #key: string;
  readonly #plans = new Map<string, Promise<PieceBasis>>();
  readonly #traces = new Map<string, Promise<TraceRows>>();

  constructor(client: Redis, key: string) {
    this.#client = client;
    this.#key = key;
  }

  /** The basis of a piece. @throws Error when it is not there any more: nobody waits for the piece. */
  basis(digest: string): Promise<PieceBasis> {
    const known = this.#plans.get(digest) ?? this.#readBasis(digest);
    // The last used are kept.
    this.#plans.delete(digest);
    this.#plans.set(digest, known);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > keptPlans) this.#plans.delete(oldest!);
    return known;
  }

  async #readBasis(digest: string): Promise<PieceBasis> {
    const { plan, traces, context, series } = (await this.#read(digest)) as PieceBlob;
    const rows = await Promise.all(Object.entries(traces).map(async ([name, trace]) => [name, await this.#trace(trace)] as const));
    return { plan: { ...plan, traces: Object.fromEntries(rows) }, context, series };
  }

  #trace(digest: string): Promise<TraceRows> {
    const rows = this.#traces.get(digest) ?? this.#read(digest).then((data) => sharedRows(data as TraceRows));
    this.#traces.set(digest, rows);
    return rows;
  }

  async #read(digest: string): Promise<unknown> {
    const bytes = await this.#client.hgetBuffer(this.#key, digest);
    if (bytes === null) throw new Error('what the piece needs is not there any more');
    return unpack(bytes);
  }
}
