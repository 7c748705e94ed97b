import type { JobOutcome } from '../../core/job/outcome.ts';
import type { JobAnswer, JobUpdate, JobUpdates } from '../coordinator/job-updates.ts';
import { supportedFailureReason } from '../coordinator/supported-failure-reason.ts';
import { FaultError } from '../fault-error.ts';
import { defaultPacing, type LogPacing } from './log-pacing.ts';
import type { SentLog } from './sent-log.ts';

/** What a sender works on. */
export interface LogSenderOptions {
  readonly updates: JobUpdates;
  readonly log: SentLog;
  /** `features.failure_reasons` of the job. */
  readonly failureReasons: readonly string[];
  /** The coordinator canceled the job. Called at most once for each form, never `graceful` after `hard`. */
  readonly onCancel: (form: 'graceful' | 'hard') => void;
  readonly pacing?: Partial<LogPacing>;
  /** Aborting ends all waiting and sending at once. */
  readonly signal?: AbortSignal;
}

/** What becomes of a job when the coordinator has heard that it runs: `run` it; end it as `canceled` without a stage; or it is `dropped`, and nothing more is said of it. */
export type StartVerdict = 'run' | 'canceled' | 'dropped';

/** How the final report went: `accepted`; the job is no longer ours (`refused`) or no more (`gone`); or it could not be delivered (`failed`). */
export type DeliveryResult = 'accepted' | 'refused' | 'gone' | 'failed';

const failed: JobAnswer = { kind: 'failed', jobStatus: null, traceUpdateInterval: null, resumeAt: null };

/** The coordinator's word that nothing more of the job shall run. */
function aborts({ kind, jobStatus }: JobAnswer): boolean {
  return kind === 'refused' || jobStatus === 'canceled' || jobStatus === 'failed';
}

/** Whether log bytes arrived; the answer to a piece has code 202. */
function arrived({ kind }: JobAnswer): boolean {
  return kind === 'ok' || kind === 'accepted';
}

/**
 * Tells the coordinator of one job from its first to its last word: that it runs, its log as it grows, and how it ended, until the coordinator has
 * it all. Hears in the answers that the job was canceled.
 *
 * @remarks Source: peer-runner.md §1.2 to §1.4.
 */
export class LogSender {
  readonly #options: LogSenderOptions;
  readonly #pacing: LogPacing;
  readonly #stop: AbortSignal;
  readonly #ended = new AbortController();
  readonly #running: AbortSignal;
  #watching: Promise<void> = Promise.resolve();
  #verdict: StartVerdict = 'run';
  #canceled: 'graceful' | 'hard' | null = null;
  #interval: number;
  /** Bytes that the coordinator has. */
  #sent = 0;
  #sentAt = 0;

  constructor(options: LogSenderOptions) {
    this.#options = options;
    this.#pacing = { ...defaultPacing, ...options.pacing };
    this.#stop = options.signal ?? new AbortController().signal;
    this.#running = AbortSignal.any([this.#ended.signal, this.#stop]);
    this.#interval = this.#pacing.interval;
  }

  /** Says that the job runs and, where it shall, begins to send its log. Only an answer forbids a job; silence does not. */
  async start(): Promise<StartVerdict> {
    const answer = await this.#call((signal) => this.#options.updates.update(running(null, 0), signal));
    // The interval that this answer names is not applied: the first wait is upstream's own.
    if (aborts(answer)) this.#verdict = 'dropped';
    else if (answer.jobStatus === 'canceling') this.#verdict = 'canceled';
    else this.#watching = this.#watch();
    return this.#verdict;
  }

  /** Sends what is left of a log that is complete, and the outcome, again and again until the coordinator has both or a limit is reached. */
  async finish(outcome: Pick<JobOutcome, 'state' | 'reason' | 'exitCode'>): Promise<DeliveryResult> {
    this.#ended.abort();
    await this.#watching;
    if (this.#verdict === 'dropped') return 'refused';
    this.#interval = this.#pacing.interval;
    const failures = this.#retries();
    for (let resets = 0; resets <= this.#pacing.retryLimit;) {
      await this.#sendRest();
      const answer = await this.#update(this.#final(outcome));
      if (this.#stop.aborted) return 'failed';
      switch (answer.kind) {
        case 'ok':
          return 'accepted';
        case 'refused':
        case 'gone':
          return answer.kind;
        case 'accepted':
          await pause(this.#interval, this.#stop);
          break;
        case 'reset':
          resets++;
          this.#sent = 0;
          await pause(this.#interval, this.#stop);
          break;
        case 'range':
        case 'failed':
          if (!(await failures())) return 'failed';
      }
    }
    return 'failed';
  }

  async #watch(): Promise<void> {
    this.#sentAt = performance.now();
    do await pause(this.#interval, this.#running);
    while (!this.#running.aborted && (await this.#turn()));
  }

  /** One interval's work; false when there is no more to do until the job's end. */
  async #turn(): Promise<boolean> {
    const piece = await this.#sendPiece();
    if (piece !== null && !this.#hear(piece)) return false;
    if (piece !== null && !arrived(piece)) return true;
    if (performance.now() - this.#sentAt <= this.#pacing.touchAfter) return true;
    const { log } = this.#options;
    const touch = await this.#update(running(log.checksum, log.size));
    if (touch.kind === 'ok') this.#sentAt = performance.now();
    return this.#hear(touch);
  }

  /** Passes on a cancel; false when the job was aborted. */
  #hear(answer: JobAnswer): boolean {
    if (aborts(answer)) this.#cancel('hard');
    else if (answer.jobStatus === 'canceling' && this.#canceled === null) this.#cancel('graceful');
    return this.#canceled !== 'hard';
  }

  #cancel(form: 'graceful' | 'hard'): void {
    this.#canceled = form;
    this.#options.onCancel(form);
  }

  /** Sends all that is left, or as much as the coordinator takes: the outcome matters more than the log. */
  async #sendRest(): Promise<void> {
    const failures = this.#retries();
    while (!this.#stop.aborted) {
      const answer = await this.#sendPiece();
      if (answer === null || aborts(answer) || answer.kind === 'gone') return;
      if (answer.kind === 'range') await pause(this.#interval, this.#stop);
      else if (!arrived(answer) && !(await failures())) return;
    }
  }

  /** Sends the next piece of the log; null when there is nothing new. */
  async #sendPiece(): Promise<JobAnswer | null> {
    const { log, updates } = this.#options;
    const start = this.#sent;
    if (log.size <= start) return null;
    let bytes = 0;
    const answer = await this.#call(async (signal) => {
      const piece = await log.read(start, this.#pacing.pieceBytes);
      bytes = piece.length;
      return updates.appendLog(piece, start, signal);
    });
    this.#pace(answer);
    if (arrived(answer)) this.#sent = start + bytes;
    else if (answer.kind === 'range') this.#sent = Math.min(answer.resumeAt ?? start, log.size);
    if (arrived(answer) || answer.kind === 'range') this.#sentAt = performance.now();
    return answer;
  }

  async #update(update: JobUpdate): Promise<JobAnswer> {
    const answer = await this.#call((signal) => this.#options.updates.update(update, signal));
    this.#pace(answer);
    return answer;
  }

  #final({ state, reason, exitCode }: Pick<JobOutcome, 'state' | 'reason' | 'exitCode'>): JobUpdate {
    const { log, failureReasons } = this.#options;
    // Upstream's mapping begins with the job's run: a job that was canceled before it says so in its own word.
    const failureReason = reason === null || this.#verdict === 'canceled' ? reason : supportedFailureReason(reason, failureReasons);
    return { state, failureReason, exitCode, checksum: log.checksum, bytes: log.size };
  }

  /** One call within its deadline; a log that cannot be read is a call that failed. */
  async #call(call: (signal: AbortSignal) => Promise<JobAnswer>): Promise<JobAnswer> {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), this.#pacing.callTimeout);
    try {
      return await call(AbortSignal.any([this.#stop, deadline.signal]));
    } catch (cause) {
      if (cause instanceof FaultError) return failed;
      throw cause;
    } finally {
      clearTimeout(timer);
    }
  }

  #pace({ traceUpdateInterval }: JobAnswer): void {
    if (traceUpdateInterval !== null && traceUpdateInterval > 0) this.#interval = Math.min(traceUpdateInterval, this.#pacing.maxInterval);
  }

  /** A series of retries: each call waits for the interval and a pause that doubles, and is false when there were enough. */
  #retries(): () => Promise<boolean> {
    const { retryDelay, maxRetryDelay, retryLimit } = this.#pacing;
    let failures = 0;
    return async () => {
      if (++failures >= retryLimit) return false;
      const delay = Math.min(maxRetryDelay, retryDelay * 2 ** (failures - 1));
      await pause(this.#interval + delay, this.#stop);
      return !this.#stop.aborted;
    };
  }
}

function running(checksum: string | null, bytes: number): JobUpdate {
  return { state: 'running', failureReason: null, exitCode: null, checksum, bytes };
}

/** Resolves after that time, or at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
