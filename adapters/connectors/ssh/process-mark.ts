import { randomBytes } from 'node:crypto';
import type { LoginShell } from './login-shell.ts';

const endOfMark = 0x0a;
/** Of what follows the word: a process id and the path of a shell. */
const longestMark = 4096;
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
  readonly #shell: LoginShell;
  readonly #word = `drydock:${randomBytes(12).toString('hex')}:`;
  #held: Buffer = Buffer.alloc(0);
  #seenBytes = 0;

  /** Whether it may still come. */
  get expected(): boolean {
    return this.pid === null && this.#seenBytes < lookedAtBytes;
  }

  constructor(shell: LoginShell) {
    this.#shell = shell;
  }

  /**
   * A shell of which nothing is known is asked in words that csh and fish read alike: `$PPID` is then the login shell. One that reads POSIX can say
   * the same without starting anything, which saves a millisecond.
   */
  wrap(command: string): string {
    return this.#shell.isPosix ? `echo ${this.#word}$$: >&2; ${command}` : `sh -c 'echo "${this.#word}$PPID:$SHELL" >&2'; ${command}`;
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
    const told = start + this.#word.length;
    const end = seen.indexOf(endOfMark, told);
    if (end === -1 && seen.length - told < longestMark) {
      this.#held = seen.subarray(start);
      return seen.subarray(0, start);
    }
    const [pid = '', shell = ''] = seen.toString('latin1', told, end).split(':');
    this.pid = Number.parseInt(pid, 10);
    this.#shell.learn(shell);
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
