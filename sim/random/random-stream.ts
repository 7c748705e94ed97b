import { Threefry } from './threefry.ts';

/**
 * A named sequence of uniform numbers in which every number has an address, so that it can be drawn in any order: the number at
 * (index, lane) depends on the seed, the name and the address alone. One consumer never shifts another's numbers, and a policy
 * that starts jobs in another order does not change their durations.
 */
export class RandomStream {
  readonly #block: Threefry;
  #position = 0;

  /** @param seed A safe integer. */
  constructor(seed: number, name: string) {
    const key = new Threefry(seed | 0, Math.floor(seed / 0x100000000) | 0);
    key.encrypt(hashOf(name, 0x811c9dc5), hashOf(name, 0x9747b28c));
    this.#block = new Threefry(key.word0, key.word1);
  }

  /** The number at an address, in the open interval (0, 1). Both parts of the address are integers from 0 to 2³² − 1. */
  at(index: number, lane = 0): number {
    const block = this.#block;
    block.encrypt(index, lane);
    // 52 bits and a half: never 0, never 1, and exact in a double.
    return ((block.word0 >>> 0) * 0x100000 + (block.word1 >>> 12) + 0.5) * 2.220446049250313e-16;
  }

  /** The number after the one of the previous call, on lane 2³² − 1: calls of `at` with smaller lanes are never repeated. */
  next(): number {
    return this.at(this.#position++, 0xffffffff);
  }
}

/** FNV-1a over UTF-16 units from `basis`, with a last mix; the seed enters by the block cipher after it. */
function hashOf(name: string, basis: number): number {
  let hash = basis | 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
