const newline = 10;
const carriageReturn = 13;
const headerBytes = 32;
const flagAt = headerBytes - 1;
const plain = 32;
const appended = 43;
const heldBytes = 8 * 1024;
const newlineBytes = Buffer.from('\n');
/** Who wrote a line: the runner itself, or the job on one of its two outputs. */
export type StreamName = 'runner' | 'stdout' | 'stderr';

const streamIds: Readonly<Record<StreamName, string>> = { runner: '00O', stdout: '01O', stderr: '01E' };

/** What a stamper needs beside its text. */
export interface LineStamperOptions {
  readonly stream: StreamName;
  /** Microseconds since 1970. */
  readonly clock: () => number;
  /** Gets the stamped bytes, which it must copy: the buffer is used again. */
  readonly emit: (bytes: Buffer) => void;
  /** Where lines are put together, at least 64 bytes; in use during a call only, so that stampers may share one. */
  readonly scratch: Buffer;
}

/**
 * Puts the time and the stream before each line: 27 characters of UTC time with microseconds, a space, the stream's two digits and letter, and a
 * space, or `+` where the line continues the last one of its stream. An unfinished line is held until its end comes, up to 8 KiB; a piece with
 * a carriage return and no line feed, such as a progress bar draws, is let through at once. Lines of one piece have the same time.
 *
 * @remarks Source: peer-runner.md §2.3.
 */
export class LineStamper {
  readonly #clock: () => number;
  readonly #emit: (bytes: Buffer) => void;
  readonly #header: Buffer;
  readonly #scratch: Buffer;
  #used = 0;
  #held = Buffer.alloc(0);
  #heldLength = 0;

  constructor(options: LineStamperOptions) {
    this.#clock = options.clock;
    this.#emit = options.emit;
    this.#scratch = options.scratch;
    this.#header = Buffer.from(`${' '.repeat(28)}${streamIds[options.stream]} `, 'latin1');
  }

  push(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#setTime();
    const lines = piece.lastIndexOf(newline) + 1;
    if (lines > 0) this.#lines(piece, lines);
    const rest = lines === 0 ? piece : piece.subarray(lines);
    if (rest.includes(carriageReturn)) this.#interrupted(rest);
    else if (rest.length > 0) this.#hold(rest);
    this.#flush();
  }

  /** Ends an unfinished line; what comes next begins a new one. */
  end(): void {
    if (this.#heldLength > 0) {
      this.#releaseHeld();
      this.#put(newlineBytes);
    }
    this.#header[flagAt] = plain;
    this.#flush();
  }

  #setTime(): void {
    const microseconds = Math.floor(this.#clock());
    const milliseconds = Math.floor(microseconds / 1000);
    const time = `${new Date(milliseconds).toISOString().slice(0, 23)}${String(microseconds - milliseconds * 1000).padStart(3, '0')}Z`;
    this.#header.write(time, 0, 'latin1');
  }

  /** Whole lines: the first `length` bytes of the piece. The hottest loop of a chatty job, hence byte by byte into the one buffer. */
  #lines(piece: Buffer, length: number): void {
    this.#beginEntry();
    const scratch = this.#scratch;
    const header = this.#header;
    const room = scratch.length - headerBytes;
    let used = this.#used;
    for (let at = 0; at < length; at++) {
      if (used >= room) {
        this.#used = used;
        this.#flush();
        used = 0;
      }
      const byte = piece[at]!;
      scratch[used++] = byte;
      if (byte === newline && at + 1 < length) for (let index = 0; index < headerBytes; index++) scratch[used++] = header[index]!;
    }
    this.#used = used;
  }

  #interrupted(piece: Buffer): void {
    this.#beginEntry();
    this.#put(piece);
    this.#put(newlineBytes);
    this.#header[flagAt] = appended;
  }

  #hold(piece: Buffer): void {
    if (this.#heldLength + piece.length > heldBytes) return this.#interrupted(piece);
    if (this.#held.length === 0) this.#held = Buffer.allocUnsafe(headerBytes + heldBytes);
    if (this.#heldLength === 0) {
      this.#header.copy(this.#held);
      this.#heldLength = headerBytes;
      this.#header[flagAt] = plain;
    }
    this.#heldLength += piece.copy(this.#held, this.#heldLength);
  }

  /** An entry begins with the line that is held, or else with a header of its own. */
  #beginEntry(): void {
    if (this.#heldLength > 0) return this.#releaseHeld();
    this.#put(this.#header);
    this.#header[flagAt] = plain;
  }

  #releaseHeld(): void {
    this.#put(this.#held.subarray(0, this.#heldLength));
    this.#heldLength = 0;
  }

  #put(bytes: Buffer): void {
    if (this.#used + bytes.length > this.#scratch.length) this.#flush();
    if (bytes.length > this.#scratch.length) return this.#emit(bytes);
    this.#used += bytes.copy(this.#scratch, this.#used);
  }

  #flush(): void {
    if (this.#used > 0) this.#emit(this.#scratch.subarray(0, this.#used));
    this.#used = 0;
  }
}
