import type { SecretIndex } from './secret-index.ts';
import type { SecretFinding } from './secret-rule.ts';

const mask = Buffer.from('[MASKED]');
const nothing = Buffer.alloc(0);

/** A secret in the bytes at hand. It was recognised by what begins at `at`, which must stay at hand until the secret is masked. */
interface Span {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** What a scan found. */
interface Scan {
  readonly spans: Span[];
  /** Everything from here on waits for more bytes. */
  hold: number;
  /** Where the value begins that goes on to the end; null when none does. */
  openFrom: number | null;
  /** The secrets that there are beside those if nothing more comes. */
  readonly ifLast: Span[];
}

/**
 * Replaces secrets in a stream of bytes by `[MASKED]`, wherever the stream is cut into pieces. Bytes that may be the beginning of a secret are held back
 * until it is clear what they are; secrets that overlap become one mask, so that no part of any is seen. However long a secret is, what is held
 * stays within a few times the reach of the rules.
 *
 * @remarks Source: peer-runner.md §2.3.
 */
export class SecretMasker {
  readonly #index: SecretIndex;
  #held: Buffer = nothing;

  constructor(index: SecretIndex) {
    this.#index = index;
  }

  /** The next bytes that may be seen, which may share memory with the piece. */
  push(piece: Buffer): Buffer {
    const bytes = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    const scan = this.#scan(bytes);
    holdWhole(scan);
    const seen = masked(bytes, scan.spans, scan.hold);
    this.#held = scan.hold === bytes.length ? nothing : this.#rest(bytes, scan);
    return seen;
  }

  /** What is left when nothing more comes. */
  end(): Buffer {
    const bytes = this.#held;
    this.#held = nothing;
    if (bytes.length === 0) return bytes;
    const { spans, ifLast } = this.#scan(bytes);
    return masked(bytes, [...spans, ...ifLast], bytes.length);
  }

  #scan(bytes: Buffer): Scan {
    const scan: Scan = { spans: [], hold: bytes.length, openFrom: null, ifLast: [] };
    for (let at = this.#index.next(bytes, 0); at < bytes.length; at = this.#index.next(bytes, at + 1)) {
      for (const rule of this.#index.rulesFor(bytes[at]!)) {
        const found = rule.find(bytes, at);
        if (found !== null) note(scan, found, { at, end: bytes.length });
      }
    }
    return scan;
  }

  /** A copy of what is held. Of a value without end only the beginning and as much as any rule may still need are kept: all of it gets masked. */
  #rest(bytes: Buffer, { hold, openFrom }: Scan): Buffer {
    const tail = bytes.length - this.#index.reach;
    const head = openFrom === null ? bytes.length : openFrom + 1;
    if (tail <= head) return Buffer.from(bytes.subarray(hold));
    return Buffer.concat([bytes.subarray(hold, head), bytes.subarray(tail)]);
  }
}

/** Adds to a scan what a rule found at a place of bytes that end at `end`. */
function note(scan: Scan, found: SecretFinding, { at, end }: { at: number; end: number }): void {
  if (found.kind === 'secret') return void scan.spans.push({ at, from: found.from, to: found.to });
  scan.hold = Math.min(scan.hold, at);
  if (found.kind === 'open') {
    scan.openFrom = Math.min(scan.openFrom ?? found.from, found.from);
    scan.ifLast.push({ at, from: found.from, to: end });
  } else if (found.ifLast !== null) scan.ifLast.push({ at, ...found.ifLast });
}

/** Moves the place from which all is held so far to the front that it cuts no secret in two. */
function holdWhole(scan: Scan): void {
  for (let before = -1; before !== scan.hold;) {
    before = scan.hold;
    for (const { at, to } of scan.spans) if (to > scan.hold && at < scan.hold) scan.hold = at;
  }
}

/** The first `end` bytes, with every secret among them replaced. */
function masked(bytes: Buffer, spans: Span[], end: number): Buffer {
  if (spans.length === 0) return bytes.subarray(0, end);
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  const parts: Buffer[] = [];
  let written = 0;
  let maskedTo = -1;
  for (const { at, from, to } of spans) {
    if (at >= end) continue;
    if (from >= maskedTo) parts.push(bytes.subarray(written, from), mask);
    maskedTo = Math.max(maskedTo, to);
    written = maskedTo;
  }
  parts.push(bytes.subarray(written, end));
  return Buffer.concat(parts);
}
