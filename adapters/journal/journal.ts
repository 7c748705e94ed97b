import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Effect } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Manager } from '../../core/manager/manager.ts';
import type { StoredInstance } from '../../core/scaling/stored-instance.ts';
import { cutTornTail } from './cut-torn-tail.ts';
import { journalFormat, type JournalHead } from './journal-head.ts';
import { toJournalJson } from './journal-json.ts';
import { decisionsIn, type JournalStep } from './journal-step.ts';
import { lifeName, segmentName, segmentNames, segmentWriterPid } from './segment-files.ts';
import { SegmentWriter } from './segment-writer.ts';

/** The manager whose events are kept, before its first step. */
export interface JournalLife {
  /** Of the program. */
  readonly version: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly manager: Pick<Manager, 'config' | 'snapshot'>;
  /** What the manager was made with. */
  readonly stored: readonly (readonly StoredInstance[])[];
}

/** How a journal is kept. */
export interface JournalOptions {
  /** Takes secrets out of the words of faults. */
  readonly redact?: (text: string) => string;
  /** Hears in one line what an operator should know: a tail that was cut, writes that fail, writes that succeed again. */
  readonly report?: (message: string) => void;
  /** Time from an event to its being on the disk, in milliseconds. */
  readonly flushMs?: number;
  readonly retryMs?: number;
  readonly batchBytes?: number;
  /** A segment of this size ends, and the next begins with a snapshot of the manager. */
  readonly segmentBytes?: number;
  readonly keptSegments?: number;
  readonly keptBytes?: number;
  /** So much is kept in memory while nothing can be written. */
  readonly longestBacklogBytes?: number;
}

const mebibyte = 1_048_576;
const defaults = {
  redact: (text: string): string => text,
  report: (): void => undefined,
  flushMs: 250,
  retryMs: 1_000,
  batchBytes: 65_536,
  segmentBytes: 64 * mebibyte,
  keptSegments: 100,
  keptBytes: 1_024 * mebibyte,
  longestBacklogBytes: 16 * mebibyte,
} satisfies Required<JournalOptions>;

/**
 * Keeps every event that a manager takes, in order, with what it decided on it, so that a later replay comes to the same decisions. Segments are files of lines of
 * JSON, for their owner alone; each can be replayed by itself, so that old ones may go. No failure of the disk reaches the manager.
 */
export class Journal {
  readonly #life: JournalLife;
  readonly #options: Required<JournalOptions>;
  readonly #writer: SegmentWriter;
  readonly #name: string;
  #sequence = 0;
  #segmentSize = 0;

  private constructor(directory: string, name: string, life: JournalLife, options: Required<JournalOptions>) {
    const { flushMs, retryMs, batchBytes, keptSegments, keptBytes, report } = options;
    this.#life = life;
    this.#options = options;
    this.#name = name;
    this.#writer = new SegmentWriter({ directory, flushMs, retryMs, batchBytes, kept: { count: keptSegments, bytes: keptBytes }, report });
    this.#begin();
  }

  /**
   * Begins a segment, after cutting what a killed manager left half written.
   *
   * @throws Error of the file system when the folder cannot be made, or no file in it.
   */
  static open(directory: string, life: JournalLife, options: JournalOptions = {}): Journal {
    const complete = { ...defaults, ...options };
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const last = segmentNames(directory).at(-1);
    if (last !== undefined) repair(directory, last, complete.report);
    return new Journal(directory, claimName(directory, life.startedAt), life, complete);
  }

  /** Takes a step that the manager has just made. The event may be used again by the caller. */
  append(event: Event, effects: readonly Effect[]): void {
    this.#write({ event, decided: decisionsIn(effects) } satisfies JournalStep);
    if (this.#writer.backlog > this.#options.longestBacklogBytes) this.#writer.drop();
    else if (this.#segmentSize < this.#options.segmentBytes) return;
    this.#begin();
  }

  /** Writes the rest. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  #begin(): void {
    const { version, startedAt, manager, stored } = this.#life;
    const sequence = ++this.#sequence;
    const from = sequence === 1 ? { stored, snapshot: null } : { stored: [], snapshot: manager.snapshot() };
    this.#writer.begin(segmentName(this.#name, sequence));
    this.#segmentSize = 0;
    this.#write({ format: journalFormat, program: 'drydock', version, startedAt, sequence, config: manager.config, ...from } satisfies JournalHead);
  }

  #write(value: JournalHead | JournalStep): void {
    const line = `${toJournalJson(value, this.#options.redact)}\n`;
    this.#segmentSize += line.length;
    this.#writer.write(line);
  }
}

/** The name of a life that no other has, held by its first segment, which is empty yet. */
function claimName(directory: string, startedAt: number): string {
  const name = lifeName(startedAt, process.pid);
  try {
    closeSync(openSync(join(directory, segmentName(name, 1)), 'wx', 0o600));
    return name;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return claimName(directory, startedAt + 1);
  }
}

/** What cannot be repaired is no reason not to start: readers end before a torn line too. */
function repair(directory: string, name: string, report: (message: string) => void): void {
  if (isAlive(segmentWriterPid(name))) return;
  try {
    const cut = cutTornTail(join(directory, name));
    if (cut > 0) report(`the journal's last segment ${name} ended in the middle of a line: ${cut} bytes were cut`);
  } catch (error) {
    report(`the journal's last segment ${name} cannot be checked: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Whether a segment may still be written: another manager may share the folder by mistake. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
