import type { CoordinatorJob } from './coordinator-job.ts';

/** Who asks for a job. */
export interface AskingRunner {
  readonly tags: readonly string[];
  readonly runUntagged: boolean;
}

/**
 * The jobs that wait for a runner, first come, first served. Every change of the queue gives it a new mark; who asks with the mark of an unchanged queue
 * is held until it changes, as GitLab holds a long poll.
 */
export class JobQueue {
  readonly #holdMs: number;
  readonly #pending: CoordinatorJob[] = [];
  readonly #waiting = new Set<() => void>();
  #changes = 0;

  /** @param holdMs longest time that a question is held. */
  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  /** What stands in `X-GitLab-Last-Update`. */
  get mark(): string {
    return String(this.#changes);
  }

  get length(): number {
    return this.#pending.length;
  }

  add(job: CoordinatorJob): void {
    job.status = 'pending';
    this.#pending.push(job);
    this.#changed();
  }

  /** Takes a job out of the queue; false where a runner has it already. */
  remove(job: CoordinatorJob): boolean {
    const index = this.#pending.indexOf(job);
    if (index >= 0) this.#pending.splice(index, 1);
    return index >= 0;
  }

  /** The next job for a runner; null when there is none. Held for as long as `mark` is the queue's own, the caller stays and time remains. */
  async take(runner: AskingRunner, mark: string, signal: AbortSignal): Promise<CoordinatorJob | null> {
    const job = this.#next(runner);
    if (job !== null || mark !== this.mark) return job;
    await this.#change(signal);
    return signal.aborted ? null : this.#next(runner);
  }

  /** Lets all who are held go with what there is. */
  release(): void {
    for (const wake of this.#waiting) wake();
  }

  #next(runner: AskingRunner): CoordinatorJob | null {
    const index = this.#pending.findIndex(({ tags }) => (tags.length === 0 ? runner.runUntagged : tags.every((tag) => runner.tags.includes(tag))));
    const [job] = index < 0 ? [] : this.#pending.splice(index, 1);
    if (job === undefined) return null;
    job.status = 'running';
    this.#changes++;
    return job;
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, this.#holdMs);
      signal.addEventListener('abort', wake, { once: true });
      this.#waiting.add(wake);
      if (signal.aborted) wake();
    });
  }

  #changed(): void {
    this.#changes++;
    this.release();
  }
}
