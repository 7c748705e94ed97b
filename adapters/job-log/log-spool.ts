import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { FaultError } from '../fault-error.ts';
import type { SentLog } from './sent-log.ts';
import { incompleteTail } from './utf8-repair.ts';

/** Where and how much a spool keeps. */
export interface LogSpoolOptions {
  /** Bytes after which the log is closed with a message. */
  readonly limit: number;
  /** Where its file lies. */
  readonly directory?: string;
}

const firstBlockBytes = 32 * 1024;
const blockBytes = 256 * 1024;
const spareBlocks = 4;
const highWaterBytes = 1024 * 1024;

/**
 * Keeps a job's log as it is sent, with its size and checksum, up to a limit. A short log stays in memory; a longer one goes to a temporary
 * file that no other user can read and that is unlinked as soon as it is open, so that not even a crash leaves it behind.
 *
 * @remarks Source: peer-runner.md §1.2 (checksum, limit and its message).
 */
export class LogSpool implements SentLog {
  readonly #limit: number;
  readonly #directory: string;
  #size = 0;
  #crc = 0;
  #full = false;
  /** Full blocks that are not in the file yet; the log from `#filed` on is these and the block being filled. */
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #block: Buffer = Buffer.alloc(0);
  /** Blocks to fill again, so that a chatty job does not keep the garbage collector busy. */
  #spare: Buffer[] = [];
  #used = 0;
  #filed = 0;
  #file: FileHandle | null = null;
  #writing: Promise<void> | null = null;
  #fault: FaultError | null = null;

  constructor(options: LogSpoolOptions) {
    this.#limit = options.limit;
    this.#directory = options.directory ?? tmpdir();
  }

  get size(): number {
    return this.#size;
  }

  get checksum(): string {
    return `crc32:${this.#crc.toString(16).padStart(8, '0')}`;
  }

  /** Whether the limit was reached: whatever is appended from now on is dropped. */
  get full(): boolean {
    return this.#full;
  }

  /** Copies valid UTF-8 to the end of the log, as far as the limit allows; no character is cut in two. */
  append(bytes: Buffer): void {
    if (this.#full) return;
    const room = this.#limit - this.#size;
    if (bytes.length < room) return this.#keep(bytes);
    const cut = bytes.subarray(0, Math.max(0, room));
    this.#full = true;
    this.#keep(cut.subarray(0, cut.length - incompleteTail(cut)));
    this.#keep(
      Buffer.from(`\n\x1b[33;1mJob's log exceeded limit of ${this.#limit} bytes.\nJob execution will continue but no more output will be collected.\x1b[0;m\n`),
    );
  }

  /**
   * Nothing while the file keeps up; else a promise of the time when it has caught up, for whoever can hold output back.
   *
   * @throws FaultError (rejects) when the log cannot be kept.
   */
  drained(): Promise<void> | undefined {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    return this.#queuedBytes > highWaterBytes && this.#writing !== null ? this.#settled(this.#writing) : undefined;
  }

  /** @throws FaultError (rejects) when the log cannot be read back. */
  async read(start: number, limit: number): Promise<Buffer> {
    const end = Math.min(this.#size, start + limit);
    if (this.#fault !== null) throw this.#fault;
    if (start >= end) return Buffer.alloc(0);
    // What is in memory now may be in the file, and its block gone, by the time the file has answered.
    const fromMemory = this.#inMemory(Math.max(start, this.#filed), end);
    if (start >= this.#filed) return fromMemory;
    const fromFile = Buffer.allocUnsafe(Math.min(end, this.#filed) - start);
    try {
      for (let done = 0; done < fromFile.length;) {
        const { bytesRead } = await this.#file!.read(fromFile, done, fromFile.length - done, start + done);
        if (bytesRead === 0) throw new Error('it is shorter than what was written');
        done += bytesRead;
      }
    } catch (cause) {
      throw spoolFault('read', cause);
    }
    return fromMemory.length === 0 ? fromFile : Buffer.concat([fromFile, fromMemory]);
  }

  /** Lets go of the log, file and all. */
  async close(): Promise<void> {
    this.#full = true;
    await this.#writing;
    await this.#file?.close();
    this.#file = null;
    this.#queue = [];
    this.#spare = [];
    this.#block = Buffer.alloc(0);
    this.#used = 0;
    this.#filed = this.#size;
  }

  #keep(bytes: Buffer): void {
    this.#crc = crc32(bytes, this.#crc);
    this.#size += bytes.length;
    for (let from = 0; from < bytes.length;) {
      if (this.#used === this.#block.length) this.#nextBlock();
      const copied = bytes.copy(this.#block, this.#used, from);
      this.#used += copied;
      from += copied;
    }
  }

  #nextBlock(): void {
    if (this.#used > 0) {
      this.#queue.push(this.#block);
      this.#queuedBytes += this.#used;
      this.#writing ??= this.#write();
    }
    this.#block = this.#spare.pop() ?? Buffer.allocUnsafe(this.#size <= firstBlockBytes ? firstBlockBytes : blockBytes);
    this.#used = 0;
  }

  async #write(): Promise<void> {
    try {
      this.#file ??= await this.#open();
      for (let block = this.#queue[0]; block !== undefined; block = this.#queue[0]) {
        for (let done = 0; done < block.length;) {
          done += (await this.#file.write(block, done, block.length - done, this.#filed + done)).bytesWritten;
        }
        this.#queue.shift();
        if (this.#spare.length < spareBlocks) this.#spare.push(block);
        this.#queuedBytes -= block.length;
        this.#filed += block.length;
      }
    } catch (cause) {
      this.#fault = spoolFault('written', cause);
      this.#full = true;
    }
    this.#writing = null;
  }

  async #open(): Promise<FileHandle> {
    const path = join(this.#directory, `job-log-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return file;
  }

  async #settled(writing: Promise<void>): Promise<void> {
    await writing;
    if (this.#fault !== null) throw this.#fault;
  }

  /** A copy of the log between two offsets, neither of which is in the file. */
  #inMemory(start: number, end: number): Buffer {
    const copy = Buffer.allocUnsafe(Math.max(0, end - start));
    let offset = this.#filed;
    for (const block of [...this.#queue, this.#block]) {
      if (offset >= end) break;
      if (offset + block.length > start) block.copy(copy, Math.max(0, offset - start), Math.max(0, start - offset), end - offset);
      offset += block.length;
    }
    return copy;
  }
}

function spoolFault(what: string, cause: unknown): FaultError {
  const reason = cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : 'unknown error';
  return new FaultError('unknown', `the spool file of the job log could not be ${what}: ${reason}`, cause);
}
