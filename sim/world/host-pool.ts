import type { HostModel } from '../scenario/fleet-model.ts';
import type { HostColumns } from '../measure/run-record.ts';

/** A machine that is allocated, billed and recycled as a whole, and serves one instance at a time. */
export interface Host {
  readonly row: number;
  readonly allocatedAt: number;
  /** When it can serve the next instance. */
  freeAt: number;
  busy: boolean;
  released: boolean;
}

/** Dedicated hosts below the instances: a host is held for its minimum allocation, and scrubbed after each instance. */
export class HostPool {
  readonly #model: HostModel;
  readonly #hosts: Host[] = [];
  readonly #allocatedAt: number[] = [];
  readonly #releasedAt: number[] = [];

  constructor(model: HostModel) {
    this.#model = model;
  }

  /** A host for a new instance and the instant from which it can boot; null when there is none and none will come back. */
  take(now: number): { host: Host; at: number } | null {
    this.#releaseIdle(now);
    const free = this.#earliest();
    if (free !== undefined && free.freeAt <= now) return occupied(free, now);
    if (this.#model.pool === null || this.#hosts.length < this.#model.pool) return occupied(this.#allocate(now), now);
    return free === undefined ? null : occupied(free, free.freeAt);
  }

  /** The instance on a host is gone: the host is scrubbed for `recycle`, unless it may be released at once. */
  giveBack(host: Host, now: number, recycle: number): void {
    host.busy = false;
    host.freeAt = now + recycle;
    // Scrubbing is not billed, so a host past its minimum is given up rather than scrubbed for nobody.
    if (now >= host.allocatedAt + this.#model.minAllocationMs) this.#release(host, now);
  }

  /** Hosts that are being scrubbed. */
  recycling(now: number): number {
    return this.#hosts.reduce((count, host) => count + (host.freeAt > now ? 1 : 0), 0);
  }

  /** Those of them that are promised to an instance already. */
  promised(now: number): number {
    return this.#hosts.reduce((count, host) => count + (host.busy && host.freeAt > now ? 1 : 0), 0);
  }

  columns(now: number): HostColumns {
    this.#releaseIdle(now);
    return { count: this.#allocatedAt.length, allocatedAt: Float64Array.from(this.#allocatedAt), releasedAt: Float64Array.from(this.#releasedAt) };
  }

  #earliest(): Host | undefined {
    let best: Host | undefined;
    for (const host of this.#hosts) if (!host.busy && (best === undefined || host.freeAt < best.freeAt)) best = host;
    return best;
  }

  #allocate(now: number): Host {
    const host = { row: this.#allocatedAt.length, allocatedAt: now, freeAt: now, busy: false, released: false };
    this.#allocatedAt.push(now);
    this.#releasedAt.push(Number.NaN);
    this.#hosts.push(host);
    return host;
  }

  /** An idle host goes at the end of its minimum allocation; that is found out when somebody looks. */
  #releaseIdle(now: number): void {
    for (const host of [...this.#hosts]) {
      const due = host.allocatedAt + this.#model.minAllocationMs;
      if (!host.busy && due <= now) this.#release(host, due);
    }
  }

  #release(host: Host, at: number): void {
    host.released = true;
    this.#releasedAt[host.row] = at;
    this.#hosts.splice(this.#hosts.indexOf(host), 1);
  }
}

function occupied(host: Host, at: number): { host: Host; at: number } {
  host.busy = true;
  return { host, at };
}
