import type { CoordinatorJob, CoordinatorJobStatus } from '../../adapters/demo-coordinator/coordinator-job.ts';
import type { DemoCoordinator } from '../../adapters/demo-coordinator/demo-coordinator.ts';
import { DemoPipeline } from '../../adapters/demo-coordinator/demo-pipeline.ts';
import type { PlannedJob, PlannedPipeline } from './demo-plan.ts';
import { jobTimes, type JobTimes } from './job-times.ts';

/** How a job stands: GitLab's words, but that one which a runner has prepares until its first stage starts. */
export type DemoJobState = Exclude<CoordinatorJobStatus, 'canceling'> | 'preparing';

/** A job of a pipeline that was pushed. */
export interface DemoEntry {
  /** `pipeline/job`. */
  readonly name: string;
  readonly planned: PlannedJob;
  readonly job: CoordinatorJob;
  readonly state: DemoJobState;
  /** When it came into the queue, in milliseconds since 1970; null while it waits for other jobs. */
  readonly queuedAt: number | null;
  readonly times: JobTimes;
}

type MutableEntry = { -readonly [Key in keyof DemoEntry]: DemoEntry[Key] };

/** A job whose stages run, as the manager shows it: its log comes to GitLab in pieces, and later. */
export interface SeenJob {
  readonly id: number;
  readonly instance: string;
}

/** Who hears of a workload. */
export interface WorkloadListener {
  /** A pipeline was pushed. */
  readonly pipeline: (name: string, jobs: number) => void;
  /** A job has a new state. */
  readonly job: (entry: DemoEntry) => void;
}

/** Pushes pipelines at their times, cancels jobs as their users would, and follows what becomes of each. */
export class DemoWorkload {
  readonly #coordinator: DemoCoordinator;
  readonly #onChange: WorkloadListener['job'];
  readonly #onPush: WorkloadListener['pipeline'];
  readonly #entries: MutableEntry[] = [];
  /** By number: where a job was first seen to run, and when. */
  readonly #seen = new Map<number, { readonly at: number; readonly instance: string }>();
  #left: readonly PlannedPipeline[];
  #pipelines = 0;

  constructor(coordinator: DemoCoordinator, plan: readonly PlannedPipeline[], { job, pipeline }: WorkloadListener) {
    this.#coordinator = coordinator;
    this.#left = plan;
    this.#onChange = job;
    this.#onPush = pipeline;
    coordinator.onChange(() => this.#look());
  }

  get entries(): readonly DemoEntry[] {
    return this.#entries;
  }

  /** Pipelines that were pushed. */
  get pushed(): number {
    return this.#pipelines;
  }

  /** Whether every pipeline was pushed, and nothing of any will run any more. */
  get isOver(): boolean {
    return this.#left.length === 0 && this.#entries.every(({ job }) => job.isOver);
  }

  /**
   * Does what is due.
   *
   * @param sinceStartMs milliseconds since the manager's start.
   * @param running the jobs whose stages run now.
   */
  advance(sinceStartMs: number, running: readonly SeenJob[]): void {
    for (const { id, instance } of running) if (!this.#seen.has(id)) this.#seen.set(id, { at: Date.now(), instance });
    const due = this.#left.filter(({ atMs }) => atMs <= sinceStartMs);
    this.#left = this.#left.filter(({ atMs }) => atMs > sinceStartMs);
    for (const pipeline of due) this.#push(pipeline);
    for (const { planned, job, state, times } of this.#entries) {
      const { cancelAfterMs } = planned;
      if (cancelAfterMs !== undefined && state === 'running' && !job.isOver && Date.now() - times.startedAt! >= cancelAfterMs) this.#coordinator.cancel(job);
    }
    this.#look();
  }

  /** Pushes nothing more, and cancels what no runner has. */
  stop(): void {
    this.#left = [];
    for (const { job } of this.#entries) if (!job.isOpen) this.#coordinator.cancel(job);
  }

  #push({ name, jobs }: PlannedPipeline): void {
    const firstJobId = this.#entries.length + 1;
    this.#pipelines++;
    this.#onPush(name, jobs.length);
    const pages = `${this.#coordinator.url}/demo/${name}/-/jobs/`;
    const withPages = jobs.map((job, index) => ({ ...job, variables: { CI_JOB_URL: `${pages}${String(firstJobId + index)}` } }));
    const pipeline = new DemoPipeline(this.#coordinator, { id: this.#pipelines, firstJobId, jobs: withPages });
    pipeline.jobs.forEach((job, index) => {
      const planned = jobs[index]!;
      this.#entries.push({ name: `${name}/${planned.name}`, planned, job, state: 'created', queuedAt: null, times: jobTimes('') });
    });
  }

  /** By its log, and as long as that has not come by what was seen. */
  #timesOf(job: CoordinatorJob): JobTimes {
    const times = jobTimes(job.log.toString('utf8'));
    const seen = this.#seen.get(job.id);
    return times.startedAt !== null || seen === undefined ? times : { ...times, startedAt: seen.at, instance: seen.instance };
  }

  #look(): void {
    for (const entry of this.#entries) {
      const { job, state, queuedAt } = entry;
      if (state === 'success' || state === 'failed' || state === 'canceled' || state === 'skipped') continue;
      if (queuedAt === null && job.status !== 'created' && job.status !== 'skipped') entry.queuedAt = Date.now();
      if (job.isOpen || job.isOver) entry.times = this.#timesOf(job);
      entry.state = stateOf(entry);
      if (entry.state !== state) this.#onChange(entry);
    }
  }
}

function stateOf({ job, times }: DemoEntry): DemoJobState {
  if (job.status === 'canceling') return 'running';
  return job.status === 'running' && times.startedAt === null ? 'preparing' : job.status;
}
