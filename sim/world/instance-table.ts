import { goneReasons, type InstanceColumns } from '../measure/run-record.ts';

/** One row an instance: what is left of it when it is gone. */
export class InstanceTable {
  count = 0;
  #requestedAt = new Float64Array(64);
  #readyAt = new Float64Array(64);
  #removedAt = new Float64Array(64);
  #goneAt = new Float64Array(64);
  #useCount = new Uint32Array(64);
  #reason = new Uint8Array(64);
  #spot = new Uint8Array(64);

  add(requestedAt: number, spot: boolean): number {
    if (this.count === this.#requestedAt.length) this.#grow();
    const row = this.count++;
    this.#requestedAt[row] = requestedAt;
    this.#readyAt[row] = Number.NaN;
    this.#removedAt[row] = Number.NaN;
    this.#goneAt[row] = Number.NaN;
    this.#spot[row] = spot ? 1 : 0;
    return row;
  }

  ready(row: number, at: number): void {
    this.#readyAt[row] = at;
  }

  removed(row: number, at: number, reason: (typeof goneReasons)[number]): void {
    if (Number.isNaN(this.#removedAt[row])) this.#removedAt[row] = at;
    this.#reason[row] = goneReasons.indexOf(reason);
  }

  used(row: number, useCount: number): void {
    this.#useCount[row] = useCount;
  }

  gone(row: number, at: number): void {
    this.#goneAt[row] = at;
    if (this.#reason[row] === 0) this.#reason[row] = goneReasons.indexOf('vanished');
  }

  /** `end` closes the bills of those that are still there. */
  columns(end: number): InstanceColumns {
    const { count } = this;
    const goneAt = this.#goneAt.slice(0, count);
    return {
      count,
      requestedAt: this.#requestedAt.slice(0, count),
      readyAt: this.#readyAt.slice(0, count),
      removedAt: this.#removedAt.slice(0, count),
      goneAt,
      billedFrom: this.#requestedAt.slice(0, count),
      billedTo: goneAt.map((at) => (Number.isNaN(at) ? end : at)),
      useCount: this.#useCount.slice(0, count),
      reason: this.#reason.slice(0, count),
      spot: this.#spot.slice(0, count),
    };
  }

  #grow(): void {
    const length = this.count * 2;
    const grown = <T extends { set(from: T): void }>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#requestedAt = grown(this.#requestedAt, new Float64Array(length));
    this.#readyAt = grown(this.#readyAt, new Float64Array(length));
    this.#removedAt = grown(this.#removedAt, new Float64Array(length));
    this.#goneAt = grown(this.#goneAt, new Float64Array(length));
    this.#useCount = grown(this.#useCount, new Uint32Array(length));
    this.#reason = grown(this.#reason, new Uint8Array(length));
    this.#spot = grown(this.#spot, new Uint8Array(length));
  }
}
