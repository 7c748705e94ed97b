import { isUtf8 } from 'node:buffer';

const replacement = Buffer.from('\uFFFD');

/** Bytes of the character that a lead byte begins; 0 when it begins none. */
function lengthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** How many bytes at the end may be the beginning of a character whose rest is still to come: 0 to 3. */
export function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

/** Bytes of the valid character at an offset; 0 when there is none. */
function characterAt(bytes: Buffer, at: number): number {
  const length = lengthOf(bytes[at]!);
  if (length <= 1) return length;
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** The bytes with U+FFFD in place of each byte that belongs to no character. */
function repaired(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const length = characterAt(bytes, at);
    if (length === 0) {
      parts.push(bytes.subarray(from, at), replacement);
      from = at + 1;
    }
    at += Math.max(1, length);
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}

/**
 * Makes a stream of bytes valid UTF-8, piece by piece: a byte that belongs to no character becomes U+FFFD, and a character that comes in two
 * pieces stays one.
 *
 * @remarks Source: GitLab Runner's job log encodes each invalid byte by itself as U+FFFD.
 */
export class Utf8Repair {
  #tail = Buffer.alloc(0);

  /** The next piece, as far as its last whole character. */
  push(piece: Buffer): Buffer {
    const bytes = this.#tail.length === 0 ? piece : Buffer.concat([this.#tail, piece]);
    const whole = bytes.length - incompleteTail(bytes);
    this.#tail = whole === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(whole));
    const head = bytes.subarray(0, whole);
    return isUtf8(head) ? head : repaired(head);
  }

  /** What is left when nothing more comes. */
  end(): Buffer {
    const rest = repaired(this.#tail);
    this.#tail = Buffer.alloc(0);
    return rest;
  }
}
