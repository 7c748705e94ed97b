/** Skein's parity constant for words of 32 bits. */
const parity = 0x1bd11bda;

/**
 * A block cipher of two words of 32 bits: the generator below every random stream. Counters in, random words out.
 *
 * @remarks Threefry-2x32 with 13 rounds (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011), the
 * fewest rounds that pass BigCrush. It is chosen over sequential generators because its numbers have addresses, and it needs
 * additions, rotations and exclusive ors of 32 bits only, which every engine computes alike.
 */
export class Threefry {
  /** The words of the last block, as signed integers: fields and not a result, because a draw must not allocate. */
  word0 = 0;
  word1 = 0;
  readonly #key0: number;
  readonly #key1: number;
  readonly #key2: number;

  constructor(key0: number, key1: number) {
    this.#key0 = key0 | 0;
    this.#key1 = key1 | 0;
    this.#key2 = parity ^ key0 ^ key1;
  }

  /** Thirteen rounds, written out, since a loop over a table of rotations takes twice the time. */
  encrypt(counter0: number, counter1: number): void {
    const key0 = this.#key0;
    const key1 = this.#key1;
    const key2 = this.#key2;
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
    this.word0 = a;
    this.word1 = b;
  }
}
