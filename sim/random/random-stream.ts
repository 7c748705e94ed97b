/**
 * A named sequence of uniform numbers in which every number has an address, so that it can be drawn in any order: the number at
 * (index, lane) depends on the seed, the name and the address alone. One consumer never shifts another's numbers, and a policy
 * that starts jobs in another order does not change their durations.
 *
 * @remarks The generator is Threefry-2x32 with 13 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", 2011), the fewest rounds that pass BigCrush. It is chosen over sequential generators because it is addressable, and
 * it needs 32-bit additions, rotations and exclusive ors only, which every engine computes alike.
 */
export class RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  readonly #key2: number;
  #position = 0;

  /** @param seed A safe integer. */
  constructor(seed: number, name: string) {
    threefry(lowWord(seed), highWord(seed), hashOf(name, 0x811c9dc5), hashOf(name, 0x9747b28c));
    this.#key0 = word0;
    this.#key1 = word1;
    this.#key2 = parity ^ word0 ^ word1;
  }

  /** The number at an address, in the open interval (0, 1). Both parts of the address are integers from 0 to 2³² − 1. */
  at(index: number, lane = 0): number {
    rounds(this.#key0, this.#key1, this.#key2, index, lane);
    return uniformOfWords();
  }

  /** The number after the one of the previous call, on lane 2³² − 1: calls of `at` with smaller lanes are never repeated. */
  next(): number {
    rounds(this.#key0, this.#key1, this.#key2, this.#position++, 0xffffffff);
    return uniformOfWords();
  }
}

/** Skein's parity constant for words of 32 bits. */
const parity = 0x1bd11bda;

/** The two words of the last block: returned here and not as an array, because a draw must not allocate. */
let word0 = 0;
let word1 = 0;

/** One block for tests against the published vectors, as two unsigned words. */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): readonly [number, number] {
  rounds(key0, key1, parity ^ key0 ^ key1, counter0, counter1);
  return [word0 >>> 0, word1 >>> 0];
}

/** Thirteen rounds, written out, since a loop over a table of rotations takes twice the time. */
function rounds(key0: number, key1: number, key2: number, counter0: number, counter1: number): void {
  let a = (counter0 + key0) | 0;
  let b = (counter1 + key1) | 0;
  a = (a + b) | 0;
  b = ((b << 13) | (b >>> 19)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 15) | (b >>> 17)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 26) | (b >>> 6)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 6) | (b >>> 26)) ^ a; // prettier-ignore
  a = (a + key1) | 0;
  b = (b + key2 + 1) | 0; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 17) | (b >>> 15)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 29) | (b >>> 3)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 16) | (b >>> 16)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 24) | (b >>> 8)) ^ a; // prettier-ignore
  a = (a + key2) | 0;
  b = (b + key0 + 2) | 0; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 13) | (b >>> 19)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 15) | (b >>> 17)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 26) | (b >>> 6)) ^ a; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 6) | (b >>> 26)) ^ a; // prettier-ignore
  a = (a + key0) | 0;
  b = (b + key1 + 3) | 0; // prettier-ignore
  a = (a + b) | 0;
  b = ((b << 17) | (b >>> 15)) ^ a; // prettier-ignore
  word0 = a;
  word1 = b;
}

/** 52 bits and a half: never 0, never 1, and exact in a double. */
function uniformOfWords(): number {
  return ((word0 >>> 0) * 0x100000 + (word1 >>> 12) + 0.5) * 2.220446049250313e-16;
}

function lowWord(integer: number): number {
  return integer | 0;
}

function highWord(integer: number): number {
  return Math.floor(integer / 0x100000000) | 0;
}

/** FNV-1a over UTF-16 units from `basis`, with a last mix; the seed enters by the block cipher after it. */
function hashOf(name: string, basis: number): number {
  let hash = basis | 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
