import { randomBytes } from 'node:crypto';

const endOfMark = 0x0a;
const longestPid = 20;
/** A mark that was not among the first bytes will not come: something else was started than what was asked for. */
const lookedAtBytes = 64 * 1024;

/**
 * Learns which process a command became, so that it can be killed later: many servers ignore signals, OpenSSH those of a root login.
 * The command is preceded by another that writes the login shell's process id, with a word nobody can guess, to standard error, from where it is taken
 * out again. The command itself is started by the login shell exactly as given; no file is left on the other side.
 */
export class ProcessMark {
  /** Null until it was seen. */
  pid: number | null = null;
  readonly #word = `drydock:${randomBytes(12).toString('hex')}:`;
  #held: Buffer = Buffer.alloc(0);
  #seenBytes = 0;

  /** Whether it may still come. */
  get expected(): boolean {
    return this.pid === null && this.#seenBytes < lookedAtBytes;
  }

  /** The word is in quotes that every login shell reads alike, csh and fish too; `$PPID` is then the login shell. */
  wrap(command: string): string {
    return `sh -c 'echo ${this.#word}$PPID >&2'; ${command}`;
  }

  /** What of the standard error is the command's own; the rest is held back until it is known to be the mark or not. */
  filter(chunk: Buffer): Buffer {
    if (!this.expected) return this.#held.length === 0 ? chunk : Buffer.concat([this.rest(), chunk]);
    this.#seenBytes += chunk.length;
    const seen = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const start = seen.indexOf(this.#word);
    if (start === -1) {
      const kept = this.#partial(seen);
      this.#held = seen.subarray(seen.length - kept);
      return seen.subarray(0, seen.length - kept);
    }
    const digits = start + this.#word.length;
    const end = seen.indexOf(endOfMark, digits);
    if (end === -1 && seen.length - digits < longestPid) {
      this.#held = seen.subarray(start);
      return seen.subarray(0, start);
    }
    this.pid = Number(seen.toString('latin1', digits, end));
    this.#held = Buffer.alloc(0);
    return Buffer.concat([seen.subarray(0, start), seen.subarray(end + 1)]);
  }

  /** What is still held back when the stream ends. */
  rest(): Buffer {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest;
  }

  /** How many bytes at the end may be the beginning of the word. */
  #partial(seen: Buffer): number {
    for (let length = Math.min(this.#word.length - 1, seen.length); length > 0; length--) {
      if (seen.subarray(seen.length - length).equals(Buffer.from(this.#word.slice(0, length)))) return length;
    }
    return 0;
  }
}
