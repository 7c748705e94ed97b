import { jobLineText } from '../../core/job/job-line-text.ts';
import type { JobLine } from '../../core/job/job-line.ts';
import { jobLineStyle, styled } from './job-line-style.ts';
import type { StreamName } from './line-stamper.ts';
import { LogSpool } from './log-spool.ts';
import { LogStream } from './log-stream.ts';
import { MicrosecondClock } from './microsecond-clock.ts';
import { SecretIndex } from './secret-index.ts';
import { type SecretHints, secretRules } from './secret-rules.ts';
import type { SentLog } from './sent-log.ts';

/** What a job's log must know of its job. */
export interface JobLogOptions extends SecretHints {
  /** FF_TIMESTAMPS: each line begins with its time. On by default. */
  readonly timestamps?: boolean;
  /** Whether the coordinator folds sections (`features.trace_sections`). On by default. */
  readonly sections?: boolean;
  /** `output_limit` in bytes; 4 MiB by default. */
  readonly limit?: number;
  /** Microseconds since 1970. */
  readonly clock?: () => number;
  /** Where a long log is kept in the meantime; the system's own place by default. */
  readonly directory?: string;
}

const defaultLimitBytes = 4 * 1024 * 1024;
const scratchBytes = 16 * 1024;

/**
 * The log of one job, from what its scripts print and what the runner says to the bytes that the coordinator gets. Nothing of a secret is in those
 * bytes, in whatever pieces it came; memory does not grow with the log.
 *
 * @remarks Source: peer-runner.md §1.2, §2.3 and the records of the real runner.
 */
export class JobLog implements SentLog {
  readonly #spool: LogSpool;
  readonly #clock: () => number;
  readonly #sections: boolean;
  readonly #streams: Readonly<Record<StreamName, LogStream>>;
  /** Name of the open section; null between sections. */
  #section: string | null = null;
  /** The job's last line has been said. */
  #outputOver = false;
  #ended = false;

  constructor(options: JobLogOptions) {
    this.#spool = new LogSpool({ limit: options.limit ?? defaultLimitBytes, ...(options.directory !== undefined && { directory: options.directory }) });
    this.#sections = options.sections ?? true;
    const clock = new MicrosecondClock();
    this.#clock = options.clock ?? (() => clock.now());
    const common = {
      clock: this.#clock,
      emit: (bytes: Buffer): void => this.#spool.append(bytes),
      scratch: Buffer.allocUnsafe(scratchBytes),
      secrets: new SecretIndex(secretRules(options)),
      timestamps: options.timestamps ?? true,
    };
    this.#streams = {
      runner: new LogStream({ ...common, stream: 'runner' }),
      stdout: new LogStream({ ...common, stream: 'stdout' }),
      stderr: new LogStream({ ...common, stream: 'stderr' }),
    };
  }

  get size(): number {
    return this.#spool.size;
  }

  get checksum(): string {
    return this.#spool.checksum;
  }

  read(start: number, limit: number): Promise<Buffer> {
    return this.#spool.read(start, limit);
  }

  /**
   * Adds output of the job. Fits a command's `output`: where a promise is returned, more output should wait for it.
   *
   * @throws FaultError (rejects) when the log cannot be kept.
   */
  write(chunk: Buffer, stream: 'stdout' | 'stderr'): void | Promise<void> {
    // What is over the limit costs nothing. What a killed command still says comes too late: the last line is how the job ended.
    if (!this.#outputOver && !this.#spool.full) this.#streams[stream].push(chunk);
    return this.#spool.drained();
  }

  /** Adds a line of the runner's own that no job machine reports, such as who it is. */
  notice(text: string): void {
    this.#say(styled(text, 'notice'));
  }

  /** Adds a warning that no job machine reports, such as of a variable that means nothing. The section goes on. */
  warn(text: string): void {
    this.#say(styled(`WARNING: ${text}`, 'warning'));
  }

  /**
   * Adds a line of a job machine, with the sections that it opens and closes.
   *
   * @param address - of the instance, where the configuration asks for it, or of the nested VM; null for none.
   */
  report(line: JobLine, address: string | null = null): void {
    this.#turnSection(line);
    const [first = '', ...rest] = jobLineText(line, address).split('\n');
    this.#say(styled(first, jobLineStyle(line.kind)));
    for (const text of rest) this.notice(text);
  }

  /** Ends the open section and lets out all that is held back: the log is complete, and what is written after it is dropped. */
  end(): void {
    this.#closeSection();
    this.#endOutput();
    this.#streams.runner.end();
    this.#outputOver = true;
    this.#ended = true;
  }

  /** Lets go of the log; nothing can be read any more. */
  close(): Promise<void> {
    return this.#spool.close();
  }

  #turnSection(line: JobLine): void {
    switch (line.kind) {
      case 'preparing-executor':
        return this.#openSection('prepare_executor');
      case 'stage':
        return this.#openSection(line.stage.name);
      case 'stage-retried':
      case 'stage-timed-out':
      case 'script-canceled':
      case 'after-script-failed':
        return this.#closeSection();
      case 'job-succeeded':
      case 'job-failed':
        // Upstream ends a log through a logger of its own, which continues no line.
        this.#closeSection();
        this.#endOutput();
        this.#outputOver = true;
        return this.#streams.runner.end();
      default:
    }
  }

  #openSection(name: string): void {
    this.#closeSection();
    this.#section = name;
    this.#mark('start', name);
  }

  #closeSection(): void {
    if (this.#section === null) return;
    this.#endOutput();
    this.#mark('end', this.#section);
    this.#section = null;
  }

  #mark(what: 'start' | 'end', name: string): void {
    if (this.#sections) this.#say(`section_${what}:${Math.floor(this.#clock() / 1_000_000)}:${name}\r\x1b[0K`);
  }

  /** A stage's output is over: the next stage begins lines of its own. */
  #endOutput(): void {
    this.#streams.stdout.end();
    this.#streams.stderr.end();
  }

  #say(text: string): void {
    if (!this.#ended) this.#streams.runner.push(Buffer.from(text));
  }
}
