import { randomBytes } from 'node:crypto';
import type { CoordinatorJob } from '../../../adapters/demo-coordinator/coordinator-job.ts';
import { DemoCoordinator } from '../../../adapters/demo-coordinator/demo-coordinator.ts';
import { jobPayloadFor } from '../../../adapters/demo-coordinator/job-payload-for.ts';

/** When a job was handed out and when its end was reported, in milliseconds. */
export interface JobTimes {
  readonly job: CoordinatorJob;
  readonly from: number;
  readonly to: number;
}

const patienceMs = 120_000;

/** A GitLab that gives out trivial jobs and notes when each was handed out, and when its final report came. */
export class BenchCoordinator {
  readonly token = `glrt-${randomBytes(10).toString('hex')}`;
  readonly #gitlab: DemoCoordinator;
  readonly #handedOut = new Map<CoordinatorJob, number>();
  readonly #waiting = new Map<CoordinatorJob, (times: JobTimes) => void>();
  readonly #firstPoll = Promise.withResolvers<number>();
  #lastJob = 0;

  private constructor() {
    this.#gitlab = new DemoCoordinator({
      longPollMs: 20_000,
      intercept: ({ path }) => {
        if (path.endsWith('/jobs/request')) this.#firstPoll.resolve(performance.now());
        return Promise.resolve(null);
      },
    });
    this.#gitlab.runners.add({ token: this.token });
    this.#gitlab.onChange((job) => this.#changed(job));
  }

  static async start(): Promise<BenchCoordinator> {
    const coordinator = new BenchCoordinator();
    await coordinator.#gitlab.listen();
    return coordinator;
  }

  get url(): string {
    return this.#gitlab.url;
  }

  /** When a job was asked for for the first time. */
  get firstPoll(): Promise<number> {
    return this.#firstPoll.promise;
  }

  /** What a job without sources is told; its script prints one line unless another is given. */
  payload(script: readonly string[] = ['echo hello']): ReturnType<typeof jobPayloadFor> {
    const where = { id: ++this.#lastJob, token: `glcbt-${randomBytes(10).toString('hex')}`, pipelineId: 1, url: this.url, commit: null };
    return jobPayloadFor({ name: 'echo', stage: 'test', script }, where);
  }

  /** Queues a job and waits for its end. @throws Error when it fails, or does not end. */
  async run(script?: readonly string[]): Promise<JobTimes> {
    const job = this.#gitlab.add(this.payload(script), { wait: true });
    const times = await new Promise<JobTimes>((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error(`job ${String(job.id)} does not end: it is ${job.status}`)), patienceMs);
      this.#waiting.set(job, (value) => {
        clearTimeout(patience);
        resolve(value);
      });
      this.#gitlab.release(job);
    });
    if (job.status !== 'success') throw new Error(`job ${String(job.id)} ended as ${job.status}: ${job.log.toString('utf8')}`);
    return times;
  }

  /** How many jobs are in their scripts, as far as their logs say: those that have printed `waiting`. */
  get waiting(): number {
    return [...this.#handedOut.keys()].filter(({ log }) => log.includes('waiting')).length;
  }

  close(): Promise<void> {
    return this.#gitlab.close();
  }

  #changed(job: CoordinatorJob): void {
    const now = performance.now();
    if (job.status === 'running' && !this.#handedOut.has(job)) this.#handedOut.set(job, now);
    if (!job.isOver) return;
    const from = this.#handedOut.get(job) ?? now;
    this.#handedOut.delete(job);
    const done = this.#waiting.get(job);
    this.#waiting.delete(job);
    done?.({ job, from, to: now });
  }
}
