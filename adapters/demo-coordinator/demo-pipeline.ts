import { randomBytes } from 'node:crypto';
import type { CoordinatorJob } from './coordinator-job.ts';
import type { DemoCoordinator } from './demo-coordinator.ts';
import type { DemoCommit, DemoJob } from './demo-job.ts';
import { jobPayloadFor, withDependencies } from './job-payload-for.ts';

interface Member {
  readonly definition: DemoJob;
  readonly needs: readonly Member[];
  readonly job: CoordinatorJob;
}

/** What a pipeline is made of. */
export interface DemoPipelineOptions {
  readonly id: number;
  /** Number of its first job; the others follow. */
  readonly firstJobId: number;
  /** In the order of their stages. */
  readonly jobs: readonly DemoJob[];
  readonly commit?: DemoCommit;
}

/** Jobs that wait for each other: one goes into the queue when all that it needs have succeeded, and is skipped when one of them cannot any more. */
export class DemoPipeline {
  readonly id: number;
  readonly #coordinator: DemoCoordinator;
  readonly #members: readonly Member[];

  constructor(coordinator: DemoCoordinator, { id, firstJobId, jobs, commit }: DemoPipelineOptions) {
    this.id = id;
    this.#coordinator = coordinator;
    const members: Member[] = [];
    for (const [index, definition] of jobs.entries()) {
      const where = { id: firstJobId + index, token: `glcbt-${randomBytes(10).toString('hex')}`, pipelineId: id, url: coordinator.url, commit: commit ?? null };
      const needs = members.filter((earlier) => isNeeded(earlier.definition, definition));
      const job = coordinator.add(jobPayloadFor(definition, where), { tags: definition.tags ?? [], wait: true });
      members.push({ definition, needs, job });
    }
    this.#members = members;
    coordinator.onChange(() => this.#advance());
    this.#advance();
  }

  get jobs(): readonly CoordinatorJob[] {
    return this.#members.map(({ job }) => job);
  }

  /** Whether nothing of it will run any more. */
  get isOver(): boolean {
    return this.jobs.every(({ isOver }) => isOver);
  }

  /** Whether every job succeeded that had to. */
  get succeeded(): boolean {
    return this.#members.every(({ job, definition }) => job.status === 'success' || (job.isOver && definition.allowFailure === true));
  }

  /** Looks again at the jobs that wait. */
  #advance(): void {
    for (const { job, needs } of this.#members) {
      if (job.status !== 'created') continue;
      if (needs.some((needed) => needed.job.isOver && !isEnough(needed))) job.status = 'skipped';
      else if (needs.every(isEnough)) {
        job.payload = withDependencies(
          job.payload,
          needs.map((needed) => needed.job),
        );
        this.#coordinator.release(job);
      }
    }
  }
}

function isNeeded(earlier: DemoJob, later: DemoJob): boolean {
  return later.needs === undefined ? earlier.stage !== later.stage : later.needs.includes(earlier.name);
}

function isEnough({ job, definition }: Member): boolean {
  return job.status === 'success' || (job.status === 'failed' && definition.allowFailure === true);
}
