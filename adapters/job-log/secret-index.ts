import type { SecretRule } from './secret-rule.ts';

/** Rules by the two bytes that they may begin with, so that a scan asks a rule only where it may apply. Shared by the streams of a job. */
export class SecretIndex {
  /** Longest stretch that a rule may leave undecided. */
  readonly reach: number;
  /** A bit for each pair: small enough to stay in the processor's nearest cache. */
  readonly #pairs = new Uint32Array(0x10000 / 32);
  readonly #byFirst = new Map<number, SecretRule[]>();

  constructor(rules: readonly SecretRule[]) {
    this.reach = Math.max(0, ...rules.map((rule) => rule.reach));
    for (const rule of rules) {
      for (const start of rule.starts) this.#mark(start);
      for (const first of new Set(rule.starts.map((start) => start[0]!))) this.#byFirst.set(first, [...this.rulesFor(first), rule]);
    }
  }

  /** Places from `from` on where a rule may apply: the next one, or the length of the bytes when there is none. */
  next(bytes: Buffer, from: number): number {
    const last = bytes.length - 1;
    if (from > last) return bytes.length;
    const pairs = this.#pairs;
    let pair = bytes[from]!;
    for (let at = from; at < last; at++) {
      pair = ((pair & 0xff) << 8) | bytes[at + 1]!;
      if ((pairs[pair >>> 5]! & (1 << (pair & 31))) !== 0) return at;
    }
    return this.#byFirst.has(bytes[last]!) ? last : bytes.length;
  }

  /** The rules that may apply where that byte stands. */
  rulesFor(first: number): readonly SecretRule[] {
    return this.#byFirst.get(first) ?? [];
  }

  #mark(start: Buffer): void {
    const first = start[0]! << 8;
    if (start.length === 1) this.#pairs.fill(0xffffffff, first >>> 5, (first + 0x100) >>> 5);
    else this.#pairs[(first | start[1]!) >>> 5]! |= 1 << (start[1]! & 31);
  }
}
