import type { AddressRange } from './config.ts';

/**
 * Gives each instance a loopback address that no other has. It goes round the range, from a place that the group's name decides: an address that
 * another program holds is not tried twice in a row, and the groups of one range start apart.
 */
export class Addresses {
  readonly #range: AddressRange;
  readonly #taken = new Set<string>();
  #next: number;

  constructor(range: AddressRange, group: string) {
    this.#range = range;
    let hash = 0;
    for (const char of group) hash = (hash * 31 + char.charCodeAt(0)) % 0x7fffffff;
    this.#next = range.first + (hash % this.size);
  }

  get size(): number {
    return this.#range.last - this.#range.first + 1;
  }

  /** Takes the next address that is neither taken here nor in use elsewhere; null when there is none. It stays taken until it is given back. */
  take(inUse: ReadonlySet<string>): string | null {
    for (let tried = 0; tried < this.size; tried++) {
      const address = dotted(this.#next);
      this.#next = this.#next === this.#range.last ? this.#range.first : this.#next + 1;
      if (inUse.has(address) || this.#taken.has(address)) continue;
      this.#taken.add(address);
      return address;
    }
    return null;
  }

  /** Gives an address back, once it is free again or its container shows that it is not. */
  release(address: string): void {
    this.#taken.delete(address);
  }
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}
