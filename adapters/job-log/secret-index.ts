import type { SecretRule } from './secret-rule.ts';

/** Rules by the two bytes that they may begin with, so that a scan asks a rule only where it may apply. Shared by the streams of a job. */
export class SecretIndex {
  /** Longest stretch that a rule may leave undecided. */
  readonly reach: number;
  readonly #pairs = new Uint8Array(0x10000);
  readonly #byFirst: SecretRule[][] = Array.from({ length: 256 }, () => []);

  constructor(rules: readonly SecretRule[]) {
    this.reach = Math.max(0, ...rules.map((rule) => rule.reach));
    for (const rule of rules) {
      for (const start of rule.starts) this.#mark(start);
      for (const first of new Set(rule.starts.map((start) => start[0]!))) this.#byFirst[first]!.push(rule);
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
      if (pairs[pair] !== 0) return at;
    }
    return this.#byFirst[bytes[last]!]!.length > 0 ? last : bytes.length;
  }

  /** The rules that may apply where that byte stands. */
  rulesFor(first: number): readonly SecretRule[] {
    return this.#byFirst[first]!;
  }

  #mark(start: Buffer): void {
    const first = start[0]! << 8;
    if (start.length > 1) this.#pairs[first | start[1]!] = 1;
    else this.#pairs.fill(1, first, first + 0x100);
  }
}
