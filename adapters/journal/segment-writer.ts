import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from '../state/sync-directory.ts';
import { segmentsBeyond } from './segment-files.ts';

/** How segments are written and kept. */
export interface SegmentWriterOptions {
  readonly directory: string;
  /** Time from a line to its being on the disk, in milliseconds. */
  readonly flushMs: number;
  /** With so many bytes waiting nothing is waited for. */
  readonly batchBytes: number;
  /** Pause before a write that failed is tried again, in milliseconds. */
  readonly retryMs: number;
  readonly kept: { readonly count: number; readonly bytes: number };
  readonly report: (message: string) => void;
}

interface Batch {
  readonly bytes: Buffer;
  readonly lineCount: number;
  /** Of its text, as `backlog` counts. */
  readonly length: number;
}

interface Segment {
  readonly name: string;
  /** Lines that are still to be written, after the batch. */
  lines: string[];
  /** What is being written, or was and failed: written again at the same place. */
  batch: Batch | null;
  position: number;
  ended: boolean;
  handle: FileHandle | null;
}

/** So many characters go into a batch at most, but for a line that is longer. */
const longestBatch = 262_144;

/**
 * Brings lines to the disk, segment after segment, in batches, away from whoever hands them in. What fails is said once and tried again; nothing is left out in
 * between, and nothing is thrown.
 */
export class SegmentWriter {
  /** Characters that are not on the disk yet. */
  backlog = 0;
  readonly #options: SegmentWriterOptions;
  /** In order of time; only the last one takes lines. */
  readonly #segments: Segment[] = [];
  #draining: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #lostLines = 0;
  #closed = false;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
  }

  /** Ends the segment before; what is written from now on goes into this one. */
  begin(name: string): void {
    const last = this.#segments.at(-1);
    if (last !== undefined) last.ended = true;
    this.#segments.push({ name, lines: [], batch: null, position: 0, ended: false, handle: null });
  }

  write(line: string): void {
    this.#segments.at(-1)?.lines.push(line);
    this.backlog += line.length;
    this.#schedule();
  }

  /** Forgets what is not on the disk yet, where there is too much of it. The segments end with the last line that is. */
  drop(): void {
    for (const segment of this.#segments) {
      this.#lostLines += segment.lines.length;
      this.backlog -= segment.lines.reduce((sum, line) => sum + line.length, 0);
      segment.lines = [];
      segment.ended = true;
    }
    // A write of the first may be under way; one that failed is not tried again.
    const [first] = this.#segments.splice(this.#draining === null ? 0 : 1);
    if (first !== undefined && this.#draining === null) this.#abandon(first);
  }

  #abandon({ batch, handle, position }: Segment): void {
    this.#lostLines += batch?.lineCount ?? 0;
    this.backlog -= batch?.length ?? 0;
    if (handle !== null) void cutAndClose(handle, position);
  }

  /** Writes what is left, with one try, and says what could not be. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const last = this.#segments.at(-1);
    if (last !== undefined) last.ended = true;
    await this.#draining;
    await this.#start();
    const lost = this.#segments.reduce((sum, { lines, batch }) => sum + lines.length + (batch?.lineCount ?? 0), this.#lostLines);
    if (lost > 0) this.#options.report(`${lost} lines could not be written to the journal`);
    for (const { handle } of this.#segments) await handle?.close().catch(() => undefined);
  }

  #schedule(): void {
    if (this.#draining !== null || this.#closed) return;
    const { batchBytes, flushMs, retryMs } = this.#options;
    if (this.backlog >= batchBytes && !this.#failing) void this.#start();
    // The journal alone does not keep a program alive: closing it writes the rest.
    else this.#timer ??= setTimeout(() => void this.#start(), this.#failing ? retryMs : flushMs).unref();
  }

  #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draining ??= this.#drain().then(
      () => this.#settled(null),
      (error: unknown) => this.#settled(error instanceof Error ? error : new Error(String(error))),
    );
    return this.#draining;
  }

  #settled(error: Error | null): void {
    this.#draining = null;
    if (error !== null && !this.#failing) this.#options.report(`the journal cannot be written, which is tried again: ${error.message}`);
    // A disk that is too slow loses lines as well, and no error says so.
    if (error === null && (this.#failing || this.#lostLines > 0)) {
      this.#options.report(`the journal is written again${this.#lostLines === 0 ? '' : `, without ${this.#lostLines} lines that were too many to keep`}`);
      this.#lostLines = 0;
    }
    this.#failing = error !== null;
    if (this.#segments.some(({ lines, batch, ended }) => lines.length > 0 || batch !== null || ended)) this.#schedule();
  }

  /** Writes all of the segments that have ended, and of the last one what has come until now. */
  async #drain(): Promise<void> {
    for (let segment = this.#segments[0]; segment !== undefined; segment = this.#segments[0]) {
      segment.handle ??= await this.#create(segment.name);
      segment.batch ??= takeBatch(segment);
      if (segment.batch !== null) await this.#save(segment, segment.handle, segment.batch);
      if (segment.lines.length > 0 && (segment.ended || this.backlog >= this.#options.batchBytes)) continue;
      if (!segment.ended) return;
      this.#segments.shift();
      await segment.handle.close();
      await this.#prune();
    }
  }

  async #save(segment: Segment, handle: FileHandle, { bytes, length }: Batch): Promise<void> {
    for (let written = 0; written < bytes.length;) {
      written += (await handle.write(bytes, written, bytes.length - written, segment.position + written)).bytesWritten;
    }
    await handle.datasync();
    segment.position += bytes.length;
    segment.batch = null;
    this.backlog -= length;
  }

  async #create(name: string): Promise<FileHandle> {
    const { directory } = this.#options;
    const handle = await open(join(directory, name), 'w', 0o600);
    try {
      await syncDirectory(directory);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async #prune(): Promise<void> {
    const { directory, kept } = this.#options;
    for (const name of segmentsBeyond(directory, kept)) await rm(join(directory, name), { force: true });
  }
}

/** The next lines of a segment; null when there are none. */
function takeBatch(segment: Segment): Batch | null {
  if (segment.lines.length === 0) return null;
  let length = 0;
  const more = segment.lines.findIndex((line, index) => index > 0 && (length += line.length) > longestBatch);
  const lines = segment.lines.splice(0, more < 0 ? segment.lines.length : more);
  const text = lines.join('');
  return { bytes: Buffer.from(text), lineCount: lines.length, length: text.length };
}

/** Takes off what a failed write left. Where that fails too, readers end before a torn line. */
async function cutAndClose(handle: FileHandle, length: number): Promise<void> {
  await handle.truncate(length).catch(() => undefined);
  await handle.close().catch(() => undefined);
}
