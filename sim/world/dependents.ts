import { eventKind } from '../engine/event-kind.ts';
import type { DependentJobs } from '../workload/dependent-jobs.ts';
import type { World } from './world.ts';

/** The jobs of recorded pipelines that come when jobs before them have ended, however they ended: the history had them run. */
export class Dependents {
  readonly #world: World;
  readonly #jobs: DependentJobs;
  /** How many of its needs each dependent still waits for. */
  readonly #missing: Int32Array;
  /** Which dependents wait for each job, by its number in the workload. */
  readonly #followers = new Map<number, number[]>();
  /** Numbers of jobs whose row is another: of dependents, and of retries. */
  readonly #numbers = new Map<number, number>();

  constructor(world: World, jobs: DependentJobs) {
    this.#world = world;
    this.#jobs = jobs;
    this.#missing = Int32Array.from(jobs.needs, ({ length }) => length);
    for (const [dependent, needs] of jobs.needs.entries()) {
      for (const need of needs) {
        const followers = this.#followers.get(need);
        if (followers === undefined) this.#followers.set(need, [dependent]);
        else followers.push(dependent);
      }
    }
  }

  /** The work of a row is run again in another row. */
  retried(row: number, next: number): void {
    this.#numbers.set(next, this.#numberOf(row));
  }

  /** A job has ended for good: those that waited for nothing else come after their gap, unless arrivals have stopped by then. */
  ended(row: number): void {
    const { now, horizon, events } = this.#world;
    for (const dependent of this.#followers.get(this.#numberOf(row)) ?? []) {
      const missing = (this.#missing[dependent] as number) - 1;
      this.#missing[dependent] = missing;
      if (missing > 0) continue;
      const at = Math.max(now + (this.#jobs.gapMs[dependent] as number), this.#jobs.notBeforeMs[dependent] as number);
      if (at < horizon) events.push(at, eventKind.dependentComes, dependent);
    }
  }

  /** A dependent comes; returns its row. */
  submit(dependent: number): number {
    const { duration, stream, failed, cancelAfter, first } = this.#jobs;
    const row = this.#world.jobs.add({
      arrivalAt: this.#world.now,
      duration: duration[dependent] as number,
      stream: stream[dependent] as number,
      failed: failed[dependent] as number,
      cancelAfter: cancelAfter[dependent] as number,
      retried: 0,
      owner: 0,
    });
    this.#numbers.set(row, first + dependent);
    return row;
  }

  /** Rows of jobs that come at their own time are their numbers. */
  #numberOf(row: number): number {
    return this.#numbers.get(row) ?? (row < this.#jobs.first ? row : -1);
  }
}
